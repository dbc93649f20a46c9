"""Says which view shows which of this room's pages."""

from home.page_views import show_pages

from . import views
from .models import CaseStudy, CaseStudyIndex, Guide, GuideIndex, Tool

show_pages(
    {
        GuideIndex: views.show_guides,
        Guide: views.show_guide,
        Tool: views.show_tool,
        CaseStudyIndex: views.show_case_studies,
        CaseStudy: views.show_case_study,
    }
)
