package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The responses that run: which agent owns each, what it has produced, when it became audible. On
 * the loop.
 */
final class Responses {
    /** A response that runs. */
    static final class Active {
        final String id;
        final boolean outOfBand;
        final @Nullable AgentBinding binding;
        private final long asked;
        private final List<String> messages = new ArrayList<>(1);
        private final List<String> audible = new ArrayList<>(1);
        private @Nullable List<Item.FunctionCall> calls;
        private boolean written;
        private long firstAudio = -1;
        private long lastSign;
        private boolean keeps;

        Active(String id, boolean outOfBand, @Nullable AgentBinding binding, long asked) {
            this.id = id;
            this.outOfBand = outOfBand;
            this.binding = binding;
            this.asked = asked;
            this.lastSign = asked;
        }

        /** It lives. */
        void sign(long now) {
            lastSign = now;
        }

        /** When it last said something. */
        long lastSign() {
            return lastSign;
        }

        /** Its messages of which nothing is audible yet; empty when it answers in writing. */
        List<String> silentMessages() {
            List<String> silent = new ArrayList<>(messages);
            silent.removeAll(audible);
            return written ? List.of() : silent;
        }

        /** Its messages. */
        List<String> messages() {
            return messages;
        }

        /** The calls that it made. */
        List<Item.FunctionCall> calls() {
            return calls == null ? List.of() : calls;
        }

        /** Its agent is in use until the response is over. */
        private void keep() {
            if (binding != null) {
                binding.keep();
                keeps = true;
            }
        }

        /** It is over, and so is what followed at once from it. */
        void letGo() {
            if (keeps && binding != null) {
                keeps = false;
                binding.release();
            }
        }

        String agent() {
            return binding == null ? "" : binding.name();
        }
    }

    private final SessionCore core;
    private final List<Active> running = new ArrayList<>(1);
    private final GeneratedSound generated = new GeneratedSound();
    private @Nullable Active speaking;
    private long speechStopped = -1;

    Responses(SessionCore core) {
        this.core = core;
    }

    /** The caller stopped speaking: the server's own answer counts from here. */
    void speechStopped() {
        speechStopped = core.clock.now();
    }

    /**
     * A response began.
     *
     * @param asked when it was asked for, or -1 when the server began it by itself
     */
    void started(Response response, @Nullable AgentBinding binding, long asked) {
        long since = asked >= 0 ? asked : speechStopped >= 0 ? speechStopped : core.clock.now();
        speechStopped = -1;
        Active active = new Active(response.id(), response.outOfBand(), binding, since);
        active.keep();
        running.add(active);
        speaking = active;
        if (binding != null && core.heard()) {
            core.emit(new SessionEvent.AgentStarted(core.stamp(), binding.name(), active.id));
        }
        core.tell(follower -> follower.responseStarted(active));
    }

    @Nullable Active find(@Nullable String responseId) {
        for (int i = running.size() - 1; i >= 0; i--) {
            Active active = running.get(i);
            if (responseId == null || active.id.equals(responseId)) {
                return active;
            }
        }
        return null;
    }

    /** The responses of the conversation that run. */
    List<Active> inConversation() {
        List<Active> found = new ArrayList<>(running);
        found.removeIf(active -> active.outOfBand);
        return found;
    }

    /** How many responses run beside the conversation. */
    int outOfBand() {
        return running.size() - inConversation().size();
    }

    /** Responses beside the conversation that run and can be heard. */
    List<Active> audibleOutOfBand() {
        List<Active> found = new ArrayList<>(running);
        found.removeIf(active -> !active.outOfBand || active.audible.isEmpty());
        return found;
    }

    /** An item began. */
    void item(String responseId, Item item) {
        Active active = find(responseId);
        if (active != null
                && item instanceof Item.Message message
                && message.role() == Role.ASSISTANT
                && !active.messages.contains(item.id())) {
            active.messages.add(item.id());
        }
    }

    /** An item is whole. */
    void itemDone(String responseId, Item item) {
        item(responseId, item);
        Active active = find(responseId);
        if (active != null && item instanceof Item.FunctionCall call) {
            List<Item.FunctionCall> calls = active.calls;
            if (calls == null) {
                calls = new ArrayList<>(1);
                active.calls = calls;
            }
            calls.removeIf(known -> same(known, call));
            calls.add(call);
        }
    }

    /** The response answers in writing. */
    void written(String responseId) {
        Active active = find(responseId);
        if (active != null) {
            active.written = true;
        }
    }

    /** Sound of a response came; whose it is, or null when that is not known to run. */
    @Nullable Active audio(AudioChunk chunk) {
        Active active = speaking;
        String responseId = chunk.responseId();
        if (active == null || responseId != null && !active.id.equals(responseId)) {
            active = find(responseId);
            if (active == null) {
                generated(chunk); // a line with packets plays what was generated long ago
                return null;
            }
            speaking = active;
        }
        active.lastSign = core.clock.now();
        String itemId = chunk.itemId();
        String of =
                itemId != null || active.messages.isEmpty()
                        ? itemId
                        : active.messages.get(active.messages.size() - 1);
        if (of != null) {
            generated.add(of, chunk.contentIndex(), chunk.micros());
        }
        return active;
    }

    private void generated(AudioChunk chunk) {
        String itemId = chunk.itemId();
        if (itemId != null) {
            generated.add(itemId, chunk.contentIndex(), chunk.micros());
        }
    }

    /**
     * Sound of a response is heard; where speech is held back the response may be over. Allocates
     * nothing but at the first frame of an item.
     */
    void audible(Active active, AudioChunk chunk) {
        String itemId = chunk.itemId();
        if (active.firstAudio < 0) {
            active.firstAudio = core.clock.now();
            if (core.heard()) {
                core.emit(
                        new SessionEvent.AudioStarted(
                                core.stamp(), active.id, itemId == null ? "" : itemId));
            }
            firstAudio(active);
        }
        if (itemId != null
                && (active.audible.isEmpty()
                        || !active.audible.get(active.audible.size() - 1).equals(itemId))) {
            active.audible.add(itemId);
        }
    }

    private void firstAudio(Active active) {
        core.tell(follower -> follower.firstAudio(active, active.firstAudio - active.asked));
    }

    /** Milliseconds of sound that one of the last answers has so far; -1 when it is not known. */
    long generatedMillis(String itemId, int contentIndex) {
        return generated.millis(itemId, contentIndex);
    }

    /**
     * A response is over; what it was, or null when it was not known to run. Whoever asked lets it
     * go.
     */
    @Nullable Active ended(Response response) {
        return take(response.id());
    }

    /** A response runs no more, although it never said so. */
    void forget(String responseId) {
        Active active = take(responseId);
        if (active != null) {
            active.letGo();
        }
    }

    private @Nullable Active take(String responseId) {
        Active active = find(responseId);
        if (active == null) {
            return null;
        }
        running.remove(active);
        if (speaking == active) {
            speaking = null;
        }
        return active;
    }

    /** Tells of the end of a response. */
    void report(Active active, Response response) {
        Usage usage = response.usage() == null ? Usage.NONE : response.usage();
        core.ledger.used(active.agent(), active.id, usage.ofResponse(response.status()));
        if (core.heard()) {
            if (active.binding != null) {
                core.emit(
                        new SessionEvent.AgentEnded(
                                core.stamp(), active.agent(), active.id, text(active, response)));
            }
            Duration toFirstAudio =
                    active.firstAudio < 0
                            ? null
                            : Duration.ofNanos(active.firstAudio - active.asked);
            core.emit(
                    new SessionEvent.ResponseEnded(
                            core.stamp(), active.agent(), response, toFirstAudio));
        }
        if (response.status() == Response.Status.FAILED
                || response.status() == Response.Status.INCOMPLETE) {
            core.error(
                    ErrorSource.RESPONSE,
                    "a response "
                            + (response.status() == Response.Status.FAILED
                                    ? "failed: "
                                    : "was cut short: ")
                            + (response.error() == null
                                    ? response.reason() == null
                                            ? "the provider does not say why"
                                            : response.reason()
                                    : response.error().summary()),
                    response.error());
        }
    }

    private String text(Active active, Response response) {
        StringBuilder text = new StringBuilder();
        for (Item item : response.output()) {
            append(text, item);
        }
        if (text.isEmpty()) {
            for (String id : active.messages) {
                core.conversation.item(id).ifPresent(item -> append(text, item));
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Item item) {
        if (item instanceof Item.Message message) {
            String words = message.text();
            text.append(text.isEmpty() || words.isEmpty() ? "" : " ").append(words);
        }
    }

    /** A call without an id of its own goes by its item's. */
    private static boolean same(Item.FunctionCall one, Item.FunctionCall other) {
        return one.callId().equals(other.callId())
                && (!one.callId().isEmpty() || one.id().equals(other.id()));
    }

    /** The function calls of a response, those of its end included. */
    static List<Item.FunctionCall> calls(Active active, Response response) {
        List<Item.FunctionCall> calls =
                active.calls == null ? new ArrayList<>() : new ArrayList<>(active.calls);
        for (Item item : response.output()) {
            if (item instanceof Item.FunctionCall call
                    && calls.stream().noneMatch(c -> same(c, call))) {
                calls.add(call);
            }
        }
        return calls;
    }

    void clear() {
        running.forEach(Active::letGo);
        running.clear();
        speaking = null;
        speechStopped = -1;
    }
}
