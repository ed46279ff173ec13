package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A line of a profile. */
final class ProfileLine extends TestLine {

    private boolean resumed;

    ProfileLine(Profile profile) {
        super(profile);
    }

    /** The line goes on with an earlier conversation. */
    ProfileLine resumed() {
        resumed = true;
        return this;
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return resumed ? new ResumptionHandle("openai", Secret.of("conv_1"), null) : null;
    }

    /** What was sent, each message without the name that a command gave it. */
    List<JsonNode> messages() {
        return sent.stream()
                .map(
                        json -> {
                            ObjectNode message = Json.object("sent", json);
                            message.remove("event_id");
                            return (JsonNode) message;
                        })
                .toList();
    }

    /** The events of a kind, in order. */
    <E extends TransportEvent> List<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
