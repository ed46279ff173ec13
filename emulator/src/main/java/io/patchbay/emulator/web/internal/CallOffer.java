package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import io.patchbay.emulator.protocol.internal.SessionShapes;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.SessionDescription;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client posts to begin a call.
 *
 * @param sdp its offer, checked
 * @param session its settings, checked; empty when it sent none
 */
record CallOffer(SessionDescription sdp, Optional<ObjectNode> session) {
    static final String SDP = "application/sdp";
    static final String FORM = "multipart/form-data";

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

    private static SessionDescription sdp(byte[] body) {
        try {
            return SessionDescription.offer(SessionDescription.decode(ByteBuffer.wrap(body)));
        } catch (RtcException e) {
            throw bad(e);
        }
    }

    /** What is wrong with an offer, as the REST interface says it. */
    static ProtocolException bad(RtcException failure) {
        boolean codec = failure.kind() == RtcException.Kind.CODEC;
        String why = failure.getMessage();
        return ProtocolException.invalid(
                codec ? "no_common_codec" : "invalid_offer",
                why == null ? "The offer is no session description." : why,
                "sdp");
    }
}
