package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.dialect.Plans;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which of a session's wishes the service can be told, and when. */
final class Wishes {

    /** What its own voices take; other speakers are told in provider data. */
    private static final double SLOWEST = 0.5;

    private static final double FASTEST = 1.5;

    private Wishes() {}

    /** How a change reaches the service; what it cannot do is refused, the rest goes. */
    static ConfigPlan plan(boolean spoken, SessionConfig current, SessionConfig wanted) {
        SessionConfig change = current.changesTo(wanted);
        Map<ConfigField<?>, String> refused = new HashMap<>();
        check(change, ConfigField.OUTPUT_MODALITY, refused, Wishes::modality);
        check(change, ConfigField.INPUT_FORMAT, refused, Wishes::format);
        check(change, ConfigField.OUTPUT_FORMAT, refused, Wishes::format);
        check(change, ConfigField.SPEED, refused, Wishes::speed);
        check(change, ConfigField.TURN_DETECTION, refused, Wishes::detection);
        check(change, ConfigField.TOOLS, refused, Wishes::tools);
        check(change, ConfigField.PROVIDER_DATA, refused, Wishes::json);
        if (change.get(ConfigField.TURN_DETECTION) instanceof ConfigValue.Cleared) {
            refused.put(
                    ConfigField.TURN_DETECTION,
                    "Deepgram always notices the caller's turns by itself");
        }
        Set<ConfigField<?>> possible = new HashSet<>(change.fields());
        possible.removeAll(refused.keySet());
        ConfigPlan plan =
                Plans.of(
                        "Deepgram",
                        Abilities.ALL,
                        spoken,
                        SessionConfig.EMPTY,
                        change.only(possible));
        refused.putAll(plan.rejected());
        return new ConfigPlan(plan.now(), plan.deferred(), plan.newLine(), refused);
    }

    private static <T> void check(
            SessionConfig change,
            ConfigField<T> field,
            Map<ConfigField<?>, String> refused,
            Function<T, @Nullable String> objection) {
        T value = change.value(field).orElse(null);
        String why = value == null ? null : objection.apply(value);
        if (why != null) {
            refused.put(field, why);
        }
    }

    private static @Nullable String modality(Modality modality) {
        return modality == Modality.AUDIO ? null : "Deepgram's agent answers in sound only";
    }

    private static @Nullable String format(AudioFormat format) {
        return Abilities.ALL.inputFormats().contains(format)
                ? null
                : "Deepgram does not take " + format + "; it takes " + Abilities.ALL.inputFormats();
    }

    private static @Nullable String speed(Double speed) {
        return speed >= SLOWEST && speed <= FASTEST
                ? null
                : "Deepgram speaks at " + SLOWEST + " to " + FASTEST + " times its own pace";
    }

    private static @Nullable String detection(TurnDetection detection) {
        if (Boolean.FALSE.equals(detection.createResponse())) {
            return "Deepgram answers each turn by itself";
        }
        if (Boolean.FALSE.equals(detection.interruptResponse())) {
            return "Deepgram stops by itself when the caller speaks";
        }
        boolean tuned =
                detection instanceof TurnDetection.ServerVad vad
                        ? !vad.with(null, null).equals(TurnDetection.ServerVad.defaults())
                        : detection instanceof TurnDetection.SemanticVad semantic
                                && semantic.eagerness() != null;
        return tuned
                ? "Deepgram has other measures; give eot_threshold and the like as a"
                        + " TurnDetection.Extension"
                : detection instanceof TurnDetection.Extension own ? json(own.json()) : null;
    }

    private static @Nullable String tools(List<ToolDefinition> tools) {
        for (ToolDefinition tool : tools) {
            if (!(tool instanceof ToolDefinition.Function function)) {
                return hosted(tool);
            }
            String wrong = json(function.parameters());
            if (wrong != null) {
                return "the parameters of '" + function.name() + "': " + wrong;
            }
        }
        return null;
    }

    /** Why a tool that the provider would have to run cannot be had. */
    static String hosted(ToolDefinition tool) {
        return "Deepgram runs no MCP tools by itself: '" + tool.name() + "'";
    }

    private static @Nullable String json(String json) {
        try {
            Json.object("it", json);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }
}
