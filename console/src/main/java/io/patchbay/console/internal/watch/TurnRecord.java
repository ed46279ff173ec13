package io.patchbay.console.internal.watch;

import io.patchbay.api.session.Money;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.Usage;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One turn: what the caller said, what was done about it, and the answer. One thread at a time. */
final class TurnRecord {

    private static final int MOST_TOOLS = 32;
    private static final int MOST_ITEMS = 32;
    private static final int MOST_CHARACTERS = 8_000;

    private record Tool(String name, @Nullable String outcome, @Nullable Duration took) {}

    private final int number;
    private final long startedAt;
    private final LongSupplier changes;
    private long changedAt;
    private long endedAt = -1;
    private @Nullable String agent;
    private final Map<String, String> user = new LinkedHashMap<>();
    private final Map<String, String> assistant = new LinkedHashMap<>();
    private @Nullable String heard;
    private @Nullable Duration responseLatency;
    private @Nullable Duration timeToFirstAudio;
    private @Nullable Duration bargeIn;
    private @Nullable String interrupted;
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private @Nullable String guardrail;
    private long tokens;
    private @Nullable Money cost;

    /** The responses that run, and the tools that run or wait for consent. */
    private final Set<String> running = new HashSet<>();

    /** The calls that a response has made and that have not begun. */
    private final Set<String> expected = new HashSet<>();

    private boolean spoken;
    private boolean answered;
    private boolean playing;

    /** Whether a tool has its output, and the model has not answered to it yet. */
    private boolean owed;

    /**
     * A turn.
     *
     * @param changes counts the changes of all turns of the session
     */
    TurnRecord(int number, long startedAt, LongSupplier changes) {
        this.number = number;
        this.startedAt = startedAt;
        this.changes = changes;
        changed();
    }

    private void changed() {
        changedAt = changes.getAsLong();
    }

    /** Which change of the session's turns was its last. */
    long changedAt() {
        return changedAt;
    }

    /** Whether the agent has begun to answer. */
    boolean answered() {
        return answered;
    }

    boolean ended() {
        return endedAt >= 0;
    }

    /** Whether nothing of it is left to come, as far as anybody can tell. */
    boolean done() {
        return answered && running.isEmpty() && expected.isEmpty() && !playing && !owed;
    }

    /** It begins with speech, whose words come later. */
    TurnRecord spoken() {
        spoken = true;
        return this;
    }

    /** Whether it began with speech of which no word is known yet. */
    boolean awaitsWords() {
        return spoken && user.isEmpty();
    }

    void end(long now) {
        if (endedAt < 0) {
            endedAt = now;
            changed();
        }
    }

    void answer(@Nullable String name, String responseId) {
        agent = name == null || name.isEmpty() ? agent : name;
        changed();
        answered = true;
        owed = false;
        expected.clear();
        begin(responseId);
    }

    /** A response made a call, which will run, or hands over. */
    void expect(String callId) {
        if (!tools.containsKey(callId) && expected.size() < MOST_TOOLS) {
            expected.add(callId);
        }
    }

    private void begin(String id) {
        endedAt = -1;
        changed();
        expected.remove(id);
        if (running.size() < MOST_ITEMS) {
            running.add(id);
        }
    }

    void finished(String id) {
        running.remove(id);
    }

    void playing(boolean on) {
        playing = on;
        if (on) {
            endedAt = -1;
            changed();
        }
    }

    void said(String itemId, String words) {
        put(user, itemId, words);
        changed();
    }

    void words(String itemId, String words) {
        put(assistant, itemId, words);
        changed();
    }

    void moreSaid(String itemId, String delta) {
        put(user, itemId, user.getOrDefault(itemId, "") + delta);
        changed();
    }

    void moreWords(String itemId, String delta) {
        put(assistant, itemId, assistant.getOrDefault(itemId, "") + delta);
        changed();
    }

    boolean wordless() {
        return assistant.isEmpty();
    }

    /** The words of items never shrink to nothing, and there are only so many. */
    private static void put(Map<String, String> items, String id, String words) {
        if (!words.isEmpty() && (items.size() < MOST_ITEMS || items.containsKey(id))) {
            items.put(
                    id,
                    words.length() > MOST_CHARACTERS ? words.substring(0, MOST_CHARACTERS) : words);
        }
    }

    void waiting(String callId, String name) {
        tools.computeIfAbsent(callId, id -> new Tool(name, null, null));
        bound();
        begin(callId);
    }

    void tool(
            String callId,
            String name,
            SessionEvent.@Nullable ToolOutcome outcome,
            @Nullable Duration took) {
        tools.put(
                callId, new Tool(name, outcome == null ? null : SessionJson.lower(outcome), took));
        changed();
        bound();
        if (outcome == null) {
            begin(callId);
            return;
        }
        expected.remove(callId);
        running.remove(callId);
        owed |=
                outcome != SessionEvent.ToolOutcome.BACKGROUND
                        && outcome != SessionEvent.ToolOutcome.CANCELLED;
    }

    private void bound() {
        if (tools.size() > MOST_TOOLS) {
            tools.remove(tools.keySet().iterator().next());
        }
    }

    /** The answer was cut. A guardrail, or what is urgent, has another one follow. */
    void interrupted(SessionEvent.InterruptionCause cause, long now) {
        interrupted = SessionJson.lower(cause);
        changed();
        playing = false;
        switch (cause) {
            case GUARDRAIL, TOOL -> owed = true;
            case SPEECH, APPLICATION -> end(now);
            case LINE -> {
                // whether it goes on is for the session to say
            }
        }
    }

    void heard(String words) {
        heard = words.length() > MOST_CHARACTERS ? words.substring(0, MOST_CHARACTERS) : words;
        changed();
    }

    void responseLatency(Duration value) {
        responseLatency = responseLatency == null ? value : responseLatency;
        changed();
    }

    void timeToFirstAudio(Duration value) {
        timeToFirstAudio = timeToFirstAudio == null ? value : timeToFirstAudio;
        changed();
    }

    void bargeIn(Duration value) {
        bargeIn = value;
        changed();
    }

    void guardrail(String name) {
        guardrail = name;
        changed();
    }

    void usage(Usage added, @Nullable Money price) {
        tokens += added.totalTokens() + added.transcription().total();
        changed();
        if (price != null) {
            cost =
                    cost == null || !cost.currency().equals(price.currency())
                            ? price
                            : cost.plus(price);
        }
    }

    /** As the page has it; {@code start} is when the session was opened. */
    ObjectNode json(long start, boolean content) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("number", number);
        json.put("agent", agent);
        json.put("startedAt", Times.seconds(startedAt - start));
        json.put("endedAt", endedAt < 0 ? null : (Double) Times.seconds(endedAt - start));
        json.put("user", content ? all(user) : null);
        json.put("assistant", content ? all(assistant) : null);
        json.put("heard", content ? heard : null);
        json.put("responseLatency", Times.millis(responseLatency));
        json.put("timeToFirstAudio", Times.millis(timeToFirstAudio));
        json.put("bargeIn", Times.millis(bargeIn));
        json.put("interrupted", interrupted);
        ArrayNode list = json.putArray("tools");
        tools.forEach(
                (id, tool) ->
                        list.addObject()
                                .put("name", tool.name)
                                .put("callId", id)
                                .put("outcome", tool.outcome)
                                .put("took", Times.millis(tool.took)));
        json.put("guardrail", guardrail);
        json.put("tokens", tokens);
        json.put("cost", cost == null ? null : cost.toString());
        return json;
    }

    private static @Nullable String all(Map<String, String> items) {
        return items.isEmpty()
                ? null
                : items.values().stream().map(String::strip).collect(Collectors.joining(" "));
    }
}
