package io.patchbay.transport.twilio.internal;

import io.patchbay.net.SourceLimits;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHandler;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Answers the carrier who asks what to do with a call: connect it to the stream of this door. Any
 * thread.
 */
final class TwimlRoute implements HttpRoute {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MOST_BYTES = 16_384;

    /** The carrier takes names and values of 500 characters together. */
    private static final int LONGEST = 400;

    private final String method;
    private final StreamSettings settings;
    private final SourceLimits limits;

    /** A route for a method: {@code GET} or {@code POST}. */
    TwimlRoute(String method, StreamSettings settings, SourceLimits limits) {
        this.method = method;
        this.settings = settings;
        this.limits = limits;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return settings.voicePath();
    }

    @Override
    public int maxBodyBytes() {
        return MOST_BYTES;
    }

    @Override
    public HttpHandler handler() {
        return (HttpHandler.Exchange) this::handle;
    }

    private void handle(HttpExchange exchange) {
        exchange.respond(answer(exchange));
    }

    private HttpResponse answer(HttpExchange exchange) {
        boolean post = method.equals("POST");
        String type = exchange.request().headers().first("content-type").orElse("");
        if (post && !type.toLowerCase(Locale.ROOT).startsWith(FORM)) {
            return HttpResponse.text(415, "a form is expected, as " + FORM);
        }
        Map<String, SortedSet<String>> signed;
        Map<String, SortedSet<String>> said;
        try {
            signed = post ? form(new String(exchange.body(), StandardCharsets.UTF_8)) : Map.of();
            said = post ? signed : form(exchange.request().query());
        } catch (IllegalArgumentException e) {
            return HttpResponse.text(400, "the form is not well written");
        }
        if (!Signature.signed(exchange.request(), settings, "http", signed)) {
            return HttpResponse.text(403, "this is not the carrier");
        }
        String url = Signature.address(exchange.request(), settings, "ws", settings.streamPath());
        return HttpResponse.of(
                        200,
                        "text/xml; charset=utf-8",
                        limits.isFull() ? twiml("<Reject reason=\"busy\"/>") : connect(url, said))
                .with("cache-control", "no-store");
    }

    private static Map<String, SortedSet<String>> form(String text) {
        Map<String, SortedSet<String>> form = new HashMap<>();
        for (String pair : text.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                form.computeIfAbsent(name, key -> new TreeSet<>()).add(value);
            }
        }
        return form;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private String connect(String url, Map<String, SortedSet<String>> said) {
        StringBuilder stream = new StringBuilder("<Connect><Stream url=\"");
        stream.append(xml(url)).append("\">");
        for (String name : settings.parameters()) {
            SortedSet<String> values = said.get(name);
            if (values != null && values.first().length() <= LONGEST) {
                stream.append("<Parameter name=\"")
                        .append(xml(name))
                        .append("\" value=\"")
                        .append(xml(values.first()))
                        .append("\"/>");
            }
        }
        return twiml(stream.append("</Stream></Connect>").toString());
    }

    private static String twiml(String verbs) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>" + verbs + "</Response>";
    }

    private static String xml(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        each -> {
                            switch (each) {
                                case '&' -> safe.append("&amp;");
                                case '<' -> safe.append("&lt;");
                                case '>' -> safe.append("&gt;");
                                case '"' -> safe.append("&quot;");
                                default -> {
                                    if (each >= ' ' && (each < 0xd800 || each > 0xdfff)) {
                                        safe.appendCodePoint(each);
                                    }
                                }
                            }
                        });
        return safe.toString();
    }
}
