package io.patchbay.sip.internal.signal;

import java.util.Objects;

/** A request. Immutable. */
public final class SipRequest extends SipMessage {

    private final String method;
    private final SipUri uri;

    SipRequest(String method, SipUri uri, SipHeaders headers, byte[] body) {
        super(headers, body);
        this.method = method;
        this.uri = uri;
    }

    /**
     * Starts one.
     *
     * @throws IllegalArgumentException when {@code method} is no token
     */
    public static Builder builder(String method, SipUri uri) {
        if (!Scanner.isToken(method)) {
            throw new IllegalArgumentException("method '" + method + "' is no token");
        }
        Objects.requireNonNull(uri, "uri");
        return new Builder(method, uri, SipHeaders.builder(), noBytes());
    }

    /** To be changed. */
    public Builder change() {
        return new Builder(method, uri, headers().change(), body());
    }

    /** In the case it has: methods differ by case. */
    @Override
    public String method() {
        return method;
    }

    /** Whether the method is this one. */
    public boolean is(String other) {
        return method.equals(other);
    }

    /** The Request-URI. */
    public SipUri uri() {
        return uri;
    }

    @Override
    SipRequest withBody(String type, byte[] bytes) {
        return change().body(type, bytes).build();
    }

    @Override
    String startLine() {
        return method + " " + uri + " SIP/2.0";
    }

    /**
     * Starts the answer: Via, From, To, Call-ID, CSeq, and of a dialog's Record-Route as §8.2.6.2
     * and §12.1.1 say. Timestamp goes into a 100.
     */
    public SipResponse.Builder answer(int status) {
        return answer(status, Reasons.of(status));
    }

    /** As {@link #answer(int)}, with a reason of its own. */
    public SipResponse.Builder answer(int status, String reason) {
        return SipResponse.answering(headers(), status, reason);
    }

    /** The method alone. */
    @Override
    public String toString() {
        return "SipRequest[" + method + "]";
    }

    /** Collects what makes a request. Not thread-safe. */
    public static final class Builder extends SipMessage.Builder<Builder> {
        private String method;
        private SipUri uri;

        private Builder(String method, SipUri uri, SipHeaders.Builder headers, byte[] body) {
            super(headers, body);
            this.method = method;
            this.uri = uri;
        }

        @Override
        Builder self() {
            return this;
        }

        /** Another Request-URI. */
        public Builder uri(SipUri uri) {
            this.uri = Objects.requireNonNull(uri, "uri");
            return this;
        }

        /** Another method; CSeq is the caller's. */
        public Builder method(String method) {
            this.method = Objects.requireNonNull(method, "method");
            return this;
        }

        /** What was collected. */
        public SipRequest build() {
            return new SipRequest(method, uri, headers.build(), body);
        }
    }
}
