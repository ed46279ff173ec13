package io.patchbay.sip.internal.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks through what a user agent must understand (RFC 3261 §8.2, §16.3), so that whoever gets the
 * message may read its fields without fear.
 */
final class WellFormed {

    private static final List<String> MANDATORY = List.of("From", "To", "Call-ID", "CSeq");

    private static final List<String> ADDRESSES =
            List.of("Contact", "Route", "Record-Route", "Refer-To", "Referred-By");

    private static final List<String> TOKENS =
            List.of("Require", "Proxy-Require", "Supported", "Unsupported", "Allow");

    private static final List<String> NUMBERS = List.of("RSeq", "Min-SE");

    private WellFormed() {}

    /** Null when all is well. */
    static @Nullable Refusal check(SipMessage message) {
        try {
            checkFields(message);
            if (message instanceof SipRequest request) {
                return checkRequest(request);
            }
            return null;
        } catch (MalformedException e) {
            return Refusal.of(message, e.status(), e.reason());
        }
    }

    private static void checkFields(SipMessage message) {
        SipHeaders headers = message.headers();
        for (String name : HeaderNames.SINGLE) {
            if (headers.fields(name).size() > 1) {
                throw new MalformedException(name + " comes twice");
            }
        }
        for (String name : MANDATORY) {
            if (!headers.has(name)) {
                throw new MalformedException(name + " is missing");
            }
        }
        if (message.vias().isEmpty()) {
            throw new MalformedException("Via is missing");
        }
        message.from();
        message.to();
        message.cseq();
        String callId = message.callId();
        if (callId.isEmpty() || callId.indexOf(' ') >= 0 || callId.indexOf('\t') >= 0) {
            throw new MalformedException("Call-ID is none");
        }
        for (String name : ADDRESSES) {
            message.addresses(name);
        }
        for (String name : TOKENS) {
            for (String token : headers.all(name)) {
                if (!Scanner.isToken(token)) {
                    throw new MalformedException(name + " has something that is no token");
                }
            }
        }
        for (String name : NUMBERS) {
            message.number(name);
        }
        message.contentType();
        for (String accepted : headers.all("Accept")) {
            MediaType.parse(accepted);
        }
    }

    private static @Nullable Refusal checkRequest(SipRequest request) {
        if (!request.cseq().method().equals(request.method())) {
            throw new MalformedException("the method in CSeq is another one");
        }
        String forwards = request.header("Max-Forwards");
        if (forwards != null) {
            var in = new Scanner(forwards);
            in.number(255);
            in.expectEnd();
        }
        SipUri uri = request.uri();
        if (!uri.isSip() && !uri.scheme().equals("tel")) {
            return Refusal.of(request, 416, "the scheme of the Request-URI is not SIP's");
        }
        if (uri.headers() != null) {
            throw new MalformedException("the Request-URI has headers");
        }
        return null;
    }
}
