package io.patchbay.sip.internal.signal;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a user agent understands. Requests that want more are answered before anybody sees them (RFC
 * 3261 §8.2).
 *
 * @param methods that are taken, beside ACK and CANCEL; others get 405, or 501 where nobody knows
 *     them
 * @param extensions that a Require may name; others get 420
 * @param bodies types of bodies by method; others get 415, unless they may be ignored. A method
 *     that is not named takes any
 */
public record Capabilities(
        Set<String> methods, Set<String> extensions, Map<String, Set<String>> bodies) {

    private static final Set<String> REGISTERED =
            Set.of(
                    "ACK",
                    "BYE",
                    "CANCEL",
                    "INFO",
                    "INVITE",
                    "MESSAGE",
                    "NOTIFY",
                    "OPTIONS",
                    "PRACK",
                    "PUBLISH",
                    "REFER",
                    "REGISTER",
                    "SUBSCRIBE",
                    "UPDATE");

    /** Copies all. */
    public Capabilities {
        methods = Set.copyOf(methods);
        extensions = Set.copyOf(extensions);
        bodies = Map.copyOf(bodies);
        Objects.requireNonNull(bodies, "bodies");
    }

    /** The value of an Allow field. */
    public String allow() {
        var all = new TreeSet<String>(methods);
        all.add("ACK");
        all.add("CANCEL");
        return String.join(", ", all);
    }

    /** The value of a Supported field. */
    public String supported() {
        return String.join(", ", new TreeSet<String>(extensions));
    }

    /** What the request wants that is not there; null when all is well. */
    @Nullable Refusal check(SipRequest request) {
        String method = request.method();
        if (!methods.contains(method)) {
            boolean known = REGISTERED.contains(method);
            return Refusal.of(
                    request, known ? 405 : 501, "the method is not taken", "Allow", allow());
        }
        var unknown = new TreeSet<String>(request.tokens("Require"));
        unknown.removeIf(tag -> extensions.stream().anyMatch(tag::equalsIgnoreCase));
        if (!unknown.isEmpty()) {
            return Refusal.of(
                    request,
                    420,
                    "it requires an unknown extension",
                    "Unsupported",
                    String.join(", ", unknown));
        }
        Set<String> types = bodies.get(method);
        if (types == null) {
            return null;
        }
        return checkBody(request, types);
    }

    private static @Nullable Refusal checkBody(SipRequest request, Set<String> types) {
        String accept = String.join(", ", new TreeSet<String>(types));
        MediaType type = request.contentType().orElse(null);
        if (request.hasBody() && !optional(request)) {
            if (type == null) {
                throw new MalformedException("a body has no Content-Type");
            }
            boolean encoded =
                    request.headers().all("Content-Encoding").stream()
                            .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
            if (encoded || types.stream().noneMatch(each -> request.part(each).isPresent())) {
                return Refusal.of(request, 415, "the body is of another type", "Accept", accept);
            }
        }
        if (request.is("INVITE") && request.headers().has("Accept")) {
            for (String range : request.headers().all("Accept")) {
                if (types.stream().anyMatch(MediaType.parse(range)::covers)) {
                    return null;
                }
            }
            return Refusal.of(request, 406, "no answer would be understood", "Accept", accept);
        }
        return null;
    }

    /** The body without the parts that nobody here reads; the message itself if it has none. */
    SipMessage understood(SipMessage message) {
        Set<String> types =
                bodies.get(message.method().equals("ACK") ? "INVITE" : message.method());
        MediaType own = message.contentType().orElse(null);
        if (types == null || own == null || !own.type().equals("multipart")) {
            return message;
        }
        for (String type : new TreeSet<String>(types)) {
            byte[] part = message.part(type).orElse(null);
            if (part != null) {
                return message.withBody(type, part);
            }
        }
        return message;
    }

    /** Whether the body may be ignored (§20.11). */
    private static boolean optional(SipRequest request) {
        String disposition = request.header("Content-Disposition");
        if (disposition == null) {
            return false;
        }
        var in = new Scanner(disposition);
        in.token();
        return "optional".equalsIgnoreCase(Parameters.scan(in).get("handling"));
    }
}
