package io.patchbay.management;

import io.patchbay.api.plug.CallCounts;
import io.patchbay.api.plug.LineHealth;
import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.plug.PlugVersion;
import io.patchbay.api.plug.Swap;
import io.patchbay.api.plug.SwapRecord;
import io.patchbay.api.session.SessionCounters;
import io.patchbay.api.session.SessionDirectory;
import io.patchbay.api.session.SessionInfo;
import io.patchbay.api.session.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How resources write plugs, changes and sessions as JSON (docs/management-api.md): times in
 * milliseconds, instants as text (ISO 8601), words of enumerations in lower case. For any thread.
 */
public final class ManagementJson {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ManagementJson() {}

    /** All of something, in its order. */
    public static <T> ArrayNode array(Collection<T> all, Function<T, ? extends JsonNode> one) {
        ArrayNode array = JSON.arrayNode();
        all.forEach(each -> array.add(one.apply(each)));
        return array;
    }

    /** What {@code /v1/plugs} answers. */
    public static ObjectNode plugs(Collection<PlugBundle> bundles) {
        ObjectNode json = JSON.objectNode();
        json.set("bundles", array(bundles, ManagementJson::bundle));
        return json;
    }

    /** A bundle and what it offers. */
    public static ObjectNode bundle(PlugBundle bundle) {
        ObjectNode json = JSON.objectNode();
        json.put("bundle", bundle.name());
        json.put("version", bundle.version());
        json.put("origin", lower(bundle.origin()));
        json.put("state", lower(bundle.state()));
        json.set("plugs", array(bundle.plugs(), ManagementJson::plug));
        json.set("refusals", array(bundle.refusals(), ManagementJson::refusal));
        json.put("previous", bundle.previous());
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

    /** What wanted to be a plug, and why it is none. */
    public static ObjectNode refusal(PlugRefusal refusal) {
        return JSON.objectNode()
                .put("kind", lower(refusal.kind()))
                .put("bundle", refusal.bundle())
                .put("version", refusal.version())
                .put("reason", refusal.reason());
    }

    /** A plug with the bundle that it is from. */
    public static ObjectNode plugOfBundle(PlugInfo plug) {
        return plug(plug).put("bundle", plug.bundle()).put("version", plug.version());
    }

    /** How calls have fared. */
    public static ObjectNode calls(CallCounts calls) {
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

    /** How connects over a line have fared. */
    public static ObjectNode line(LineHealth line) {
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

    /** A swap under a live session, with its figures. */
    public static ObjectNode swap(SwapRecord record) {
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

    /** A change of plugs. */
    public static ObjectNode change(PlugChange change) {
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

    /** A step of a change. */
    public static ObjectNode progress(PlugProgress progress) {
        return JSON.objectNode()
                .put("step", lower(progress.step()))
                .put("bundle", progress.bundle())
                .put("version", progress.version())
                .put("users", progress.users());
    }

    /** Why a change was not made. */
    public static ObjectNode refused(PlugRefusedException refusal) {
        return JSON.objectNode()
                .put("refused", lower(refusal.reason()))
                .put("error", refusal.getMessage());
    }

    /**
     * A live session, as far as its directory knows it: of no talk of a page ({@code talk}) and not
     * recorded ({@code recording}), which whoever knows better puts in.
     */
    public static ObjectNode session(SessionInfo session) {
        ObjectNode json = JSON.objectNode();
        json.put("id", session.id());
        json.put("state", lower(session.state()));
        json.put("agent", session.agent());
        json.put("transport", session.transport());
        json.put("provider", session.provider());
        json.put("leg", session.leg());
        json.put("age", millis(session.age()));
        json.put("items", session.items());
        json.set("usage", usage(session.usage()));
        json.set("counters", counters(session.counters()));
        json.putNull("talk");
        json.putNull("recording");
        json.put("live", true);
        return json;
    }

    /** Tokens, by modality under {@code details}, where there are any. */
    public static ObjectNode usage(Usage usage) {
        ObjectNode details = JSON.objectNode();
        tokens(details, "input", usage.input());
        tokens(details, "output", usage.output());
        some(details, "transcription", usage.transcription().total());
        if (usage.transcriptionSeconds() > 0) {
            details.put("transcriptionSeconds", usage.transcriptionSeconds());
        }
        some(details, "responses", usage.responses());
        some(details, "cancelled", usage.cancelled());
        some(details, "failed", usage.failed());
        ObjectNode json = JSON.objectNode();
        json.put("input", usage.input().total());
        json.put("output", usage.output().total());
        json.put("total", usage.totalTokens());
        json.set("details", details);
        return json;
    }

    private static void tokens(ObjectNode details, String side, Usage.Tokens tokens) {
        some(details, side + "Text", tokens.text());
        some(details, side + "Audio", tokens.audio());
        some(details, side + "Image", tokens.image());
        some(details, side + "Cached", tokens.cached());
    }

    private static void some(ObjectNode details, String name, long count) {
        if (count > 0) {
            details.put(name, count);
        }
    }

    /** What went otherwise than asked. */
    public static ObjectNode counters(SessionCounters counters) {
        return JSON.objectNode()
                .put("absorbedErrors", counters.absorbedErrors())
                .put("staleResults", counters.staleResults())
                .put("callsNotRun", counters.callsNotRun())
                .put("lateFrames", counters.lateFrames())
                .put("callerBytesDropped", counters.callerBytesDropped())
                .put("listenerFailures", counters.listenerFailures())
                .put("listenerDrops", counters.listenerDrops());
    }

    /** How everything is, as far as management knows: what {@code /v1/health} answers. */
    public static ObjectNode health(
            PlugControl control, PlugDirectory plugs, SessionDirectory sessions) {
        List<PlugBundle> stopped =
                control.bundles().stream()
                        .filter(bundle -> bundle.state() == PlugBundle.State.STOPPED)
                        .toList();
        List<PlugInfo> all = plugs.plugs();
        // their bundles are gone, so no list of bundles has them
        List<PlugInfo> leaked =
                all.stream().filter(plug -> plug.state() == PlugInfo.State.LEAKED).toList();
        boolean up = stopped.isEmpty() && plugs.refusals().isEmpty();
        ObjectNode json = JSON.objectNode();
        json.put("status", up ? "up" : "degraded");
        json.put("sessions", sessions.sessions().size());
        json.put("plugs", all.size());
        json.set(
                "stopped",
                array(stopped, bundle -> JSON.stringNode(bundle.name() + " " + bundle.version())));
        json.set("refusals", array(plugs.refusals(), ManagementJson::refusal));
        json.set("leaked", array(leaked, ManagementJson::plugOfBundle));
        json.set("calls", calls(plugs.calls()));
        json.set("lines", array(plugs.health(), ManagementJson::line));
        return json;
    }

    private static double millis(Duration time) {
        return Math.round(time.toNanos() / 1e4) / 100.0;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
