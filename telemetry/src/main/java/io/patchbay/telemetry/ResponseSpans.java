package io.patchbay.telemetry;

import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.Usage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The responses of one session. The span of a response is written at its end, when it is known when
 * it was asked for.
 */
final class ResponseSpans {
    private final SessionSpans session;
    private final Map<String, Long> begun = new HashMap<>();
    private final Map<String, Long> audible = new HashMap<>();
    private @Nullable SpanContext last;

    ResponseSpans(SessionSpans session) {
        this.session = session;
    }

    void started(String responseId, long when) {
        begun.put(responseId, when);
    }

    void audio(String responseId, long when) {
        begun.putIfAbsent(responseId, when);
        audible.putIfAbsent(responseId, when);
    }

    /** Whether none runs. */
    boolean none() {
        return begun.isEmpty();
    }

    /** The one that ended last. */
    @Nullable SpanContext last() {
        return last;
    }

    void ended(SessionEvent.ResponseEnded event, Context turn) {
        Response response = event.response();
        long end = session.time(event);
        Long created = begun.remove(response.id());
        Long heard = audible.remove(response.id());
        Duration toAudio = event.timeToFirstAudio();
        long start =
                heard != null && toAudio != null
                        ? heard - toAudio.toNanos()
                        : created != null ? created : end;
        String model = session.line().get(Names.MODEL);
        SpanBuilder builder =
                session.span(model == null ? "chat" : "chat " + model, turn, start)
                        .setSpanKind(SpanKind.CLIENT)
                        .setAllAttributes(session.line())
                        .setAttribute(Names.RESPONSE, response.id())
                        .setAttribute(Names.OUTPUT_TYPE, heard == null ? "text" : "speech")
                        .setAttribute(Names.FINISH, List.of(reason(response)));
        if (!event.agent().isEmpty()) {
            builder.setAttribute(Names.AGENT, event.agent());
        }
        if (toAudio != null) {
            builder.setAttribute(Names.FIRST_AUDIO, toAudio.toNanos() / 1e9);
        }
        Usage usage = response.usage();
        if (usage != null) {
            builder.setAttribute(Names.INPUT_TOKENS, usage.input().total());
            builder.setAttribute(Names.OUTPUT_TOKENS, usage.output().total());
            builder.setAttribute(Names.CACHED_TOKENS, usage.input().cached());
        }
        Span span = builder.startSpan();
        AttributesBuilder counted = session.line().toBuilder();
        if (response.status() == Response.Status.FAILED) {
            String error = error(response);
            span.setAttribute(Names.ERROR, error);
            span.setStatus(StatusCode.ERROR);
            counted.put(Names.ERROR, error);
        }
        span.end(end, TimeUnit.NANOSECONDS);
        last = span.getSpanContext();
        session.instruments().response((end - start) / 1e9, counted.build());
    }

    private static String reason(Response response) {
        String reason = response.reason();
        return reason != null ? reason : SessionSpans.word(response.status());
    }

    private static String error(Response response) {
        String code = response.error() == null ? null : response.error().code();
        return code == null ? "failed" : code;
    }
}
