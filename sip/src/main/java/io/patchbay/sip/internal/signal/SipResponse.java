package io.patchbay.sip.internal.signal;

import java.util.List;

/** An answer. Immutable. */
public final class SipResponse extends SipMessage {

    private static final List<String> ECHOED = List.of("Via", "From", "To", "Call-ID", "CSeq");

    private final int status;
    private final String reason;

    SipResponse(int status, String reason, SipHeaders headers, byte[] body) {
        super(headers, body);
        this.status = status;
        this.reason = reason;
    }

    /** Starts one with the reason that belongs to the status. See {@link SipRequest#answer}. */
    public static Builder builder(int status) {
        return builder(status, Reasons.of(status));
    }

    /**
     * Starts one with another reason.
     *
     * @throws IllegalArgumentException for a status that is none or a reason with a line end
     */
    public static Builder builder(int status, String reason) {
        if (status < 100 || status > 699) {
            throw new IllegalArgumentException("status " + status + " is none; give 100 to 699");
        }
        if (reason.indexOf('\r') >= 0 || reason.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("reason has a line end; take it out");
        }
        return new Builder(status, reason, SipHeaders.builder(), noBytes());
    }

    /** Starts the answer to a request with these fields. */
    static Builder answering(SipHeaders request, int status, String reason) {
        Builder answer = builder(status, reason);
        for (String name : ECHOED) {
            for (String field : request.fields(name)) {
                answer.add(name, field);
            }
        }
        if (status > 100 && status < 300) {
            for (String field : request.fields("Record-Route")) {
                answer.add("Record-Route", field);
            }
        }
        String timestamp = request.first("Timestamp");
        if (status == 100 && timestamp != null) {
            answer.add("Timestamp", timestamp);
        }
        return answer;
    }

    /** To be changed. */
    public Builder change() {
        return new Builder(status, reason, headers().change(), body());
    }

    /** From 100 to 699. */
    public int status() {
        return status;
    }

    /** What the far end says of it; may be empty. */
    public String reason() {
        return reason;
    }

    /** Whether it is 1xx. */
    public boolean isProvisional() {
        return status < 200;
    }

    /** Whether it is 2xx. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether it is 2xx or more. */
    public boolean isFinal() {
        return status >= 200;
    }

    /** The method of the request that it answers. */
    @Override
    public String method() {
        return cseq().method();
    }

    @Override
    SipResponse withBody(String type, byte[] bytes) {
        return change().body(type, bytes).build();
    }

    @Override
    String startLine() {
        return "SIP/2.0 " + status + " " + reason;
    }

    /** The status alone. */
    @Override
    public String toString() {
        return "SipResponse[" + status + "]";
    }

    /** Collects what makes an answer. Not thread-safe. */
    public static final class Builder extends SipMessage.Builder<Builder> {
        private final int status;
        private final String reason;

        private Builder(int status, String reason, SipHeaders.Builder headers, byte[] body) {
            super(headers, body);
            this.status = status;
            this.reason = reason;
        }

        @Override
        Builder self() {
            return this;
        }

        /** Which it will have. */
        public int status() {
            return status;
        }

        /** What was collected. */
        public SipResponse build() {
            return new SipResponse(status, reason, headers.build(), body);
        }
    }
}
