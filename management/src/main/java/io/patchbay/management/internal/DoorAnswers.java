package io.patchbay.management.internal;

import io.patchbay.api.plug.CallCounts;
import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.management.PlugBundle;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the door answers, as JSON: times in milliseconds, instants as text (ISO 8601). */
public final class DoorAnswers {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private DoorAnswers() {}

    /** A refusal by the door itself. */
    public static HttpResponse error(int status, String message) {
        return answer(status, JSON.objectNode().put("error", message));
    }

    static HttpResponse answer(int status, JsonNode json) {
        return HttpResponse.json(status, text(json))
                .with("cache-control", "no-store")
                .with("x-content-type-options", "nosniff");
    }

    static String text(JsonNode json) {
        return MAPPER.writeValueAsString(json);
    }

    static <T> ArrayNode array(Collection<T> all, Function<T, ? extends JsonNode> one) {
        ArrayNode array = JSON.arrayNode();
        all.forEach(each -> array.add(one.apply(each)));
        return array;
    }

    static ObjectNode bundle(PlugBundle bundle) {
        ObjectNode json = JSON.objectNode();
        json.put("bundle", bundle.name());
        json.put("version", bundle.version());
        json.put("origin", lower(bundle.origin()));
        json.put("state", lower(bundle.state()));
        json.set("plugs", array(bundle.plugs(), DoorAnswers::plug));
        json.set("refusals", array(bundle.refusals(), DoorAnswers::refusal));
        return json;
    }

    private static ObjectNode plug(PlugInfo plug) {
        return JSON.objectNode()
                .put("kind", lower(plug.kind()))
                .put("name", plug.name())
                .put("ranking", plug.ranking())
                .put("share", plug.share())
                .put("state", lower(plug.state()))
                .put("users", plug.users());
    }

    static ObjectNode refusal(PlugRefusal refusal) {
        return JSON.objectNode()
                .put("kind", lower(refusal.kind()))
                .put("bundle", refusal.bundle())
                .put("version", refusal.version())
                .put("reason", refusal.reason());
    }

    static ObjectNode leaked(PlugInfo plug) {
        return plug(plug).put("bundle", plug.bundle()).put("version", plug.version());
    }

    static ObjectNode calls(CallCounts calls) {
        return JSON.objectNode()
                .put("offered", calls.offered())
                .put("accepted", calls.accepted())
                .put("refused", calls.refused())
                .put("undecided", calls.undecided())
                .put("answered", calls.answered())
                .put("failed", calls.failed())
                .put("unanswered", calls.unanswered())
                .put("dialed", calls.dialed())
                .put("reached", calls.reached());
    }

    static ObjectNode line(LineHealth line) {
        Instant until = line.coolUntil();
        return JSON.objectNode()
                .put("transport", line.transport())
                .put("provider", line.provider())
                .put("profile", line.profile())
                .put("address", line.address())
                .put("state", lower(line.state()))
                .put("failures", line.failures())
                .put("lastReason", line.lastReason())
                .put("coolUntil", until == null ? null : until.toString());
    }

    static ObjectNode swap(SwapRecord record) {
        Swap swap = record.swap();
        ObjectNode json = JSON.objectNode();
        json.put("at", record.at().toString());
        json.put("session", record.sessionId());
        json.put("kind", lower(swap.kind()));
        json.set("from", version(swap.from()));
        json.set("to", version(swap.to()));
        json.put("outcome", lower(swap.outcome()));
        json.put("took", millis(swap.took()));
        json.put("held", millis(swap.audioHeld()));
        json.put("lost", millis(swap.audioLost()));
        json.put("silence", millis(swap.silence()));
        json.put("restored", lower(swap.restored()));
        json.put("detail", swap.detail());
        return json;
    }

    private static JsonNode version(@Nullable PlugVersion version) {
        return version == null
                ? JSON.nullNode()
                : JSON.objectNode().put("name", version.name()).put("version", version.version());
    }

    static ObjectNode change(PlugChange change) {
        return JSON.objectNode()
                .put("at", change.at().toString())
                .put("action", lower(change.action()))
                .put("bundle", change.bundle())
                .put("from", change.from())
                .put("to", change.to())
                .put("outcome", lower(change.outcome()))
                .put("took", millis(change.took()))
                .put("detail", change.detail());
    }

    static ObjectNode progress(PlugProgress progress) {
        return JSON.objectNode()
                .put("step", lower(progress.step()))
                .put("bundle", progress.bundle())
                .put("version", progress.version())
                .put("users", progress.users());
    }

    static ObjectNode refused(PlugRefusedException refusal) {
        return JSON.objectNode()
                .put("refused", lower(refusal.reason()))
                .put("error", refusal.getMessage());
    }

    private static double millis(Duration time) {
        return Math.round(time.toNanos() / 1e4) / 100.0;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
