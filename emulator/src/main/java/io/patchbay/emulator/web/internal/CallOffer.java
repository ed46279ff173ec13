package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.protocol.internal.SessionShapes;
import io.patchbay.net.http.IncomingRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client posts to begin a call.
 *
 * @param sdp its offer, as it came
 * @param session its settings, checked; empty when it sent none
 */
record CallOffer(String sdp, Optional<ObjectNode> session) {
    static final String SDP = "application/sdp";
    static final String FORM = "multipart/form-data";

    /** Browsers write less than 10 KiB. */
    private static final int MAX_SDP_BYTES = 64 << 10;

    /** The media type of a request, in lower case and without parameters. */
    static String type(IncomingRequest request) {
        String type = request.headers().first("content-type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a request of either type.
     *
     * @throws ProtocolException saying what is wrong
     */
    static CallOffer read(IncomingRequest request, byte[] body) {
        if (type(request).equals(SDP)) {
            return new CallOffer(sdp(body), Optional.empty());
        }
        Map<String, byte[]> form =
                FormParts.read(request.headers().first("content-type").orElse(""), body);
        byte[] sdp = form.get("sdp");
        if (sdp == null) {
            throw ProtocolException.invalid(
                    "missing_required_parameter",
                    "Missing required parameter: 'sdp', the offer.",
                    "sdp");
        }
        return new CallOffer(
                sdp(sdp), Optional.ofNullable(form.get("session")).map(CallOffer::settings));
    }

    private static ObjectNode settings(byte[] json) {
        JsonNode session;
        try {
            session = Json.parse(json);
        } catch (JacksonException e) {
            throw ProtocolException.invalid(
                    "invalid_json", "The part 'session' is no JSON.", "session");
        }
        SessionShapes.SESSION.check(session, "session");
        return (ObjectNode) session;
    }

    private static String sdp(byte[] body) {
        if (body.length > MAX_SDP_BYTES) {
            throw bad("The offer is longer than " + MAX_SDP_BYTES + " bytes.");
        }
        String sdp;
        try {
            sdp = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw bad("The offer is no UTF-8.");
        }
        if (sdp.isBlank()) {
            throw bad("The offer is empty; send what setLocalDescription() took.");
        }
        if (!sdp.startsWith("v=0")) {
            throw bad("The offer is no session description: it has to begin with 'v=0'.");
        }
        if (!sdp.contains("\nm=audio ")) {
            throw bad("The offer has no audio: add a track or a transceiver before createOffer().");
        }
        // engines want the last line ended
        return sdp.endsWith("\n") ? sdp : sdp + "\r\n";
    }

    static ProtocolException bad(String message) {
        return ProtocolException.invalid("invalid_offer", message, "sdp");
    }
}
