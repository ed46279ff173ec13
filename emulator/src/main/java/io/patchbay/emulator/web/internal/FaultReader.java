package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.Fault;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.protocol.internal.Shape;
import io.patchbay.emulator.protocol.internal.Shapes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads faults as JSON: {@code {"fault":"fail_response","code":"server_error"}}. */
final class FaultReader {
    private static final int LONGEST_MILLIS = 3_600_000;
    private static final Shape SHAPE = Shapes.tagged("fault", kinds());

    private FaultReader() {}

    private static Map<String, Shape> kinds() {
        Shape millis = Shapes.integer(0, LONGEST_MILLIS);
        Map<String, Shape> kinds = new LinkedHashMap<>();
        kinds.put("fail_response", fields().allow(Shapes.STRING, "code", "message"));
        kinds.put("filter_content", fields().allow("after_words", Shapes.integer(0, 10_000)));
        kinds.put("fatal_error", fields().allow(Shapes.STRING, "type", "code", "message"));
        kinds.put("fail_transcription", fields().allow(Shapes.STRING, "code", "message"));
        kinds.put("fail_mcp_call", fields().allow("message", Shapes.STRING));
        kinds.put("rate_limit", fields().allow("reset_ms", millis));
        kinds.put("drop", fields().allow("after_audio_deltas", Shapes.integer(0, 1_000_000)));
        kinds.put("stall", fields().require("ms", millis));
        kinds.put("raw", fields().require("frame", Shapes.STRING));
        kinds.put("go_away", fields().require("ms", millis));
        kinds.put("expire", fields());
        kinds.put(
                "close",
                fields().require("code", FaultReader::closeCode).allow("reason", Shapes.STRING));
        kinds.put(
                "refuse_connection",
                fields().allow("status", Shapes.integer(400, 599)).allow("code", Shapes.STRING));
        return kinds;
    }

    private static Shapes.Fields fields() {
        return Shapes.fields().allow(Shapes.STRING, "fault", "session");
    }

    private static void closeCode(JsonNode value, String path) {
        Shapes.integer(1_000, 4_999).check(value, path);
        int code = value.intValue();
        if (code > 1_003 && code < 1_007 || code > 1_014 && code < 3_000) {
            throw ProtocolException.invalidValue("This close code may not be sent.", path);
        }
    }

    /**
     * Reads a fault.
     *
     * @throws ProtocolException if it is none
     */
    static Fault read(JsonNode json) {
        SHAPE.check(json, "");
        String message = Json.string(json, "message", "This failure was asked for.");
        String code = Json.string(json, "code", "server_error");
        return switch (Json.string(json, "fault", "")) {
            case "fail_response" -> new Fault.FailResponse(code, message);
            case "filter_content" -> new Fault.FilterContent(json.path("after_words").asInt(0));
            case "fatal_error" ->
                    new Fault.FatalError(Json.string(json, "type", code), code, message);
            case "fail_transcription" -> new Fault.FailTranscription(code, message);
            case "fail_mcp_call" -> new Fault.FailMcpCall(message);
            case "rate_limit" ->
                    new Fault.RateLimit(Duration.ofMillis(json.path("reset_ms").asLong(1_000)));
            case "drop" -> new Fault.Drop(json.path("after_audio_deltas").asInt(0));
            case "stall" -> new Fault.Stall(Duration.ofMillis(json.path("ms").longValue()));
            case "go_away" -> new Fault.GoAway(Duration.ofMillis(json.path("ms").longValue()));
            case "raw" -> new Fault.Raw(Json.string(json, "frame", ""));
            case "close" ->
                    new Fault.Close(json.path("code").intValue(), Json.string(json, "reason", ""));
            case "refuse_connection" ->
                    new Fault.RefuseConnection(json.path("status").asInt(503), code);
            default -> new Fault.Expire();
        };
    }
}
