/* Tells the learning system that hosts this lesson how far the learner is. Without one, nothing is sent. */
(function () {
    "use strict";
    var started = Date.now();

    function look(from) {
        for (var win = from, steps = 0; win && steps < 20; steps += 1) {
            try {
                if (win.API) { return win.API; }
            } catch (error) {
                return null;
            }
            if (win.parent === win) { return null; }
            win = win.parent;
        }
        return null;
    }

    var api = look(window) || (window.opener ? look(window.opener) : null);
    var open = api && String(api.LMSInitialize("")) === "true";

    function isDone() {
        var status = open ? api.LMSGetValue("cmi.core.lesson_status") : "";
        return status === "completed" || status === "passed";
    }

    function two(number) {
        return (number < 10 ? "0" : "") + number;
    }

    function leave() {
        if (!open) { return; }
        var seconds = Math.round((Date.now() - started) / 1000);
        var time = two(Math.floor(seconds / 3600)) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
        api.LMSSetValue("cmi.core.session_time", time);
        api.LMSCommit("");
        api.LMSFinish("");
        open = false;
    }

    if (open && !isDone()) {
        api.LMSSetValue("cmi.core.lesson_status", "incomplete");
        api.LMSCommit("");
    }

    var form = document.getElementById("finish");
    var words = document.getElementById("finished");
    if (form && words) {
        form.hidden = isDone();
        words.hidden = !isDone();
        form.addEventListener("submit", function (event) {
            event.preventDefault();
            if (open) {
                api.LMSSetValue("cmi.core.lesson_status", "completed");
                api.LMSCommit("");
            }
            form.hidden = true;
            words.hidden = false;
            words.focus();
        });
    }

    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", leave);
}());
