package io.patchbay.api.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import java.util.Objects;

/**
 * What an application asked of a session, in the order in which the session did it. Together with
 * what the line said it is all that made the session what it is, so that it can be replayed. New
 * kinds may be added in a minor version.
 */
public sealed interface SessionCall {

    /** When the session did it. */
    SessionEvent.Stamp stamp();

    /** {@link RealtimeSession#connect}. */
    record Connect(SessionEvent.Stamp stamp) implements SessionCall {
        /** Checks for null. */
        public Connect {
            Objects.requireNonNull(stamp, "stamp");
        }
    }

    /** {@link RealtimeSession#sendMessage(String, boolean)} or {@link RealtimeSession#addImage}. */
    record AddItem(SessionEvent.Stamp stamp, Item item, boolean respond) implements SessionCall {
        /** Checks for null. */
        public AddItem {
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(item, "item");
        }
    }

    /** {@link RealtimeSession#commitAudio}. */
    record CommitAudio(SessionEvent.Stamp stamp) implements SessionCall {
        /** Checks for null. */
        public CommitAudio {
            Objects.requireNonNull(stamp, "stamp");
        }
    }

    /** {@link RealtimeSession#requestResponse}. */
    record RequestResponse(SessionEvent.Stamp stamp, ResponseOptions options)
            implements SessionCall {
        /** Checks for null. */
        public RequestResponse {
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(options, "options");
        }
    }

    /** {@link RealtimeSession#interrupt}. */
    record Interrupt(SessionEvent.Stamp stamp) implements SessionCall {
        /** Checks for null. */
        public Interrupt {
            Objects.requireNonNull(stamp, "stamp");
        }
    }

    /** {@link RealtimeSession#updateAgent}. */
    record UpdateAgent(SessionEvent.Stamp stamp, String agent) implements SessionCall {
        /** Checks for null. */
        public UpdateAgent {
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(agent, "agent");
        }
    }

    /** {@link RealtimeSession#updateConfig}. */
    record UpdateConfig(SessionEvent.Stamp stamp, SessionConfig change) implements SessionCall {
        /** Checks for null. */
        public UpdateConfig {
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(change, "change");
        }
    }

    /** {@link RealtimeSession#send}. */
    record Send(SessionEvent.Stamp stamp, Command command) implements SessionCall {
        /** Checks for null. */
        public Send {
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(command, "command");
        }
    }

    /** {@link RealtimeSession#close(CloseReason)}. */
    record Close(SessionEvent.Stamp stamp, CloseReason reason) implements SessionCall {
        /** Checks for null. */
        public Close {
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Something that this version has no word for. */
    record Extension(SessionEvent.Stamp stamp, String type, String json) implements SessionCall {
        /** Checks for null. */
        public Extension {
            Objects.requireNonNull(stamp, "stamp");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(json, "json");
        }
    }
}
