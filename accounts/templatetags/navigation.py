"""The top navigation: what each role sees, at most six items."""

from django import template

register = template.Library()


@register.inclusion_tag("components/navigation.html", takes_context=True)
def main_navigation(context):
    return {"items": []}
