package io.patchbay.api.transport;

import io.patchbay.api.session.SessionOptions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Decides who answers a call. From any thread; does not block. */
@FunctionalInterface
@ConsumerType
public interface CallRouter {

    /**
     * Decides on {@code call}, on a worker of the runtime.
     *
     * @return the decision, within ten seconds; a call on which there is none by then is refused
     *     with 503, and so is one for which this fails
     */
    CompletionStage<Decision> route(IncomingCall call);

    /**
     * A call that wants an answer.
     *
     * @param kind the kind of leg
     * @param id names the call in its kind
     * @param metadata what is known of the caller; not for logs
     */
    record IncomingCall(String kind, String id, Map<String, String> metadata) {
        /** Copies the map. */
        public IncomingCall {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(metadata, "metadata");
            metadata = Map.copyOf(metadata);
        }
    }

    /** What becomes of a call. */
    sealed interface Decision {

        /** It is answered by a session with these options. */
        record Accept(SessionOptions options) implements Decision {
            /** Checks for null. */
            public Accept {
                Objects.requireNonNull(options, "options");
            }
        }

        /**
         * It is refused.
         *
         * @param status a SIP status that says why: 486 busy, 603 declined, 503 out of service
         */
        record Refuse(int status, String reason) implements Decision {
            /** Checks for null. */
            public Refuse {
                Objects.requireNonNull(reason, "reason");
            }
        }
    }
}
