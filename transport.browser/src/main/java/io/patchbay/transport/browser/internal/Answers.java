package io.patchbay.transport.browser.internal;

import io.patchbay.net.http.HttpResponse;

/** Answers over HTTP that say what is wrong, and nothing of anybody's. */
final class Answers {
    private Answers() {}

    /** An error for programs ({@code code}) and people ({@code message}). */
    static HttpResponse error(int status, String code, String message) {
        return json(status, Json.text(error(code, message)));
    }

    private static tools.jackson.databind.node.ObjectNode error(String code, String message) {
        return Json.object().set("error", Json.object().put("code", code).put("message", message));
    }

    /** JSON that nobody keeps and nobody takes for something else. */
    static HttpResponse json(int status, String json) {
        return safe(HttpResponse.json(status, json)).with("cache-control", "no-store");
    }

    /** Not to be sniffed, framed or referred to. */
    static HttpResponse safe(HttpResponse answer) {
        return answer.with("x-content-type-options", "nosniff")
                .with("referrer-policy", "no-referrer")
                .with("cross-origin-resource-policy", "cross-origin")
                .with("x-frame-options", "DENY");
    }
}
