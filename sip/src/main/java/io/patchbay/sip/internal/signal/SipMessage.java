package io.patchbay.sip.internal.signal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer. Immutable.
 *
 * <p>Those that {@link Transactions} hands out have been looked through: the typed methods for
 * mandatory fields do not fail, and those for fields that {@link WellFormed} knows neither. On
 * others they throw {@link MalformedException}.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {

    private static final byte[] NO_BODY = {};

    private final SipHeaders headers;
    private final byte[] body;

    SipMessage(SipHeaders headers, byte[] body) {
        this.headers = headers;
        this.body = body;
    }

    /** About the bytes of memory that it takes. */
    final int weight() {
        int weight = body.length;
        for (int i = 0; i < headers.size(); i++) {
            weight += headers.name(i).length() + headers.value(i).length();
        }
        return weight;
    }

    /** All fields. */
    public final SipHeaders headers() {
        return headers;
    }

    /** The first field of this name as it stands, or null. */
    public final @Nullable String header(String name) {
        return headers.first(name);
    }

    /** The body; not to be changed. */
    public final byte[] body() {
        return body;
    }

    /** Whether there is a body. */
    public final boolean hasBody() {
        return body.length > 0;
    }

    /** The body as UTF-8. */
    public final String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** What the body is. */
    public final Optional<MediaType> contentType() {
        String type = header("Content-Type");
        return type == null ? Optional.empty() : Optional.of(MediaType.parse(type));
    }

    /**
     * The body, or the first of its parts, that is {@code type}, such as {@code application/sdp};
     * not to be changed.
     */
    public final Optional<byte[]> part(String type) {
        return hasBody()
                ? contentType().flatMap(own -> Multipart.find(own, body, type))
                : Optional.empty();
    }

    /** The way of the request, last hop first. */
    public final List<Via> vias() {
        List<String> texts = headers.all("Via");
        var vias = new ArrayList<Via>(texts.size());
        for (String text : texts) {
            vias.add(Via.parse(text));
        }
        return vias;
    }

    /** The topmost Via. */
    public final Via topVia() {
        List<String> texts = headers.all("Via");
        if (texts.isEmpty()) {
            throw new MalformedException("Via is missing");
        }
        return Via.parse(texts.get(0));
    }

    /** Who asks. */
    public final NameAddress from() {
        return NameAddress.parse(mandatory("From"));
    }

    /** Who is asked. */
    public final NameAddress to() {
        return NameAddress.parse(mandatory("To"));
    }

    /** The tag of From, or null. */
    public final @Nullable String fromTag() {
        return from().tag();
    }

    /** The tag of To, or null. */
    public final @Nullable String toTag() {
        return to().tag();
    }

    /** The place in the dialog. */
    public final CSeq cseq() {
        return CSeq.parse(mandatory("CSeq"));
    }

    /** What all messages of a dialog share. */
    public final String callId() {
        return mandatory("Call-ID");
    }

    private String mandatory(String name) {
        String value = header(name);
        if (value == null) {
            throw new MalformedException(name + " is missing");
        }
        return value;
    }

    /** Addresses of a field such as Contact, Route or Record-Route; {@code *} is left out. */
    public final List<NameAddress> addresses(String name) {
        List<String> texts = headers.all(name);
        var addresses = new ArrayList<NameAddress>(texts.size());
        for (String text : texts) {
            if (!text.equals("*")) {
                addresses.add(NameAddress.parse(text));
            }
        }
        return addresses;
    }

    /** The first Contact. */
    public final Optional<NameAddress> contact() {
        return addresses("Contact").stream().findFirst();
    }

    /** Tokens of a field such as Supported, Require or Allow, in the case they have. */
    public final Set<String> tokens(String name) {
        return new LinkedHashSet<>(headers.all(name));
    }

    /** Whether a field such as Supported or Require names {@code tag}, in any case. */
    public final boolean names(String field, String tag) {
        return headers.all(field).stream().anyMatch(tag::equalsIgnoreCase);
    }

    /** Challenges or credentials: one for each field of this name. */
    public final List<AuthFields> authFields(String name) {
        var found = new ArrayList<AuthFields>();
        for (String field : headers.fields(name)) {
            found.add(AuthFields.parse(field));
        }
        return found;
    }

    /** The number in a field such as Expires, Max-Forwards or RSeq; empty when it is not there. */
    public final Optional<Long> number(String name) {
        String value = header(name);
        return value == null
                ? Optional.empty()
                : Optional.of(new Scanner(value).number(0xffff_ffffL));
    }

    /** With another body. */
    abstract SipMessage withBody(String type, byte[] bytes);

    /** The first line, without its end. */
    abstract String startLine();

    /** The method, of an answer that of its CSeq. */
    public abstract String method();

    /** As it goes over the wire, with the Content-Length that it has. */
    public final byte[] toBytes() {
        var head = new StringBuilder(512).append(startLine()).append("\r\n");
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (!name.equals("Content-Length")) {
                head.append(name).append(": ").append(headers.value(i)).append("\r\n");
            }
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.UTF_8);
        if (body.length == 0) {
            return start;
        }
        var all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    /** What both kinds are made of. */
    public abstract static sealed class Builder<B extends Builder<B>>
            permits SipRequest.Builder, SipResponse.Builder {

        final SipHeaders.Builder headers;
        byte[] body;

        Builder(SipHeaders.Builder headers, byte[] body) {
            this.headers = headers;
            this.body = body;
        }

        abstract B self();

        /**
         * Adds a field below those that are there.
         *
         * @throws IllegalArgumentException for a name that is no token or a value with a line end
         */
        public final B add(String name, Object value) {
            headers.add(name, value.toString());
            return self();
        }

        /** Puts a field above all others. */
        public final B prepend(String name, Object value) {
            headers.prepend(name, value.toString());
            return self();
        }

        /** Puts a field in the place of all of its name. */
        public final B set(String name, Object value) {
            headers.set(name, value.toString());
            return self();
        }

        /** Puts another Via in the place of the topmost. */
        final B replaceTopVia(Via via) {
            List<String> vias = headers.build().all("Via");
            headers.remove("Via");
            for (int i = vias.size() - 1; i > 0; i--) {
                headers.prepend("Via", vias.get(i));
            }
            headers.prepend("Via", via.toString());
            return self();
        }

        /** Takes all fields of this name out. */
        public final B remove(String name) {
            headers.remove(name);
            return self();
        }

        /** Whether there is such a field. */
        public final boolean has(String name) {
            return headers.has(name);
        }

        /** The body and its type. */
        public final B body(String type, byte[] bytes) {
            body = bytes.clone();
            return set("Content-Type", type);
        }

        /** A text and its type, in UTF-8. */
        public final B body(String type, String text) {
            body = text.getBytes(StandardCharsets.UTF_8);
            return set("Content-Type", type);
        }

        /** No body. */
        public final B noBody() {
            body = NO_BODY;
            return remove("Content-Type");
        }
    }

    static byte[] noBytes() {
        return NO_BODY;
    }
}
