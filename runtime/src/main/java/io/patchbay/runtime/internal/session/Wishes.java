package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.Resolution;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.LinePlan.Row;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.HostedMcpTool;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.runtime.internal.emulation.Emulations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a session wants of a line, one row each. What becomes of it is decided where the session
 * itself looks when it acts: {@link Emulations}, the checks before a line is made, and the codec.
 */
final class Wishes {
    private static final Resolution NATIVE = new Resolution.Native();
    private static final String ANY_TIME = "at any time";

    /** Fields that have a row with what belongs to them. */
    private static final Set<ConfigField<?>> TOLD =
            Set.of(
                    ConfigField.INPUT_FORMAT,
                    ConfigField.OUTPUT_FORMAT,
                    ConfigField.OUTPUT_MODALITY,
                    ConfigField.TURN_DETECTION,
                    ConfigField.TRANSCRIPTION,
                    ConfigField.TOOLS);

    private final SessionOptions options;
    private final @Nullable AgentBinding agent;
    private final ProviderCapabilities capabilities;
    private final TransportCapabilities carriage;
    private final Emulations emulations;
    private final List<Row> rows = new ArrayList<>();
    private Map<ConfigField<?>, String> rejected = Map.of();
    private @Nullable String unguarded;

    Wishes(
            SessionOptions options,
            @Nullable AgentBinding agent,
            ProviderCapabilities capabilities,
            TransportCapabilities carriage) {
        this.options = options;
        this.agent = agent;
        this.carriage = carriage;
        this.emulations = Emulations.of(capabilities, carriage);
        this.capabilities = emulations.capabilities();
    }

    /** A wish without which there is no line, and that cannot be had. */
    static Row refused(String wish, String asked, String why) {
        return new Row(wish, asked, new Resolution.Rejected(why), true);
    }

    /** The same, as somebody complained. */
    static Row refused(String wish, String asked, RuntimeException complaint) {
        String why = complaint.getMessage();
        return refused(wish, asked, why == null ? complaint.getClass().getName() : why);
    }

    /** With what the line would be opened. */
    SessionConfig wanted(Configuration configuration) {
        try {
            return configuration.wanted(agent, capabilities);
        } catch (IllegalArgumentException e) {
            unguarded = e.getMessage();
            return configuration.all(agent, capabilities);
        }
    }

    /** All of them. */
    List<Row> rows(SessionConfig wanted, LinePlanner.Answer answer) {
        rejected = answer.rejected();
        String wrong = answer.wrong();
        if (wrong != null) {
            rows.add(refused("settings", "as configured", wrong));
        }
        sound(wanted);
        turns(wanted);
        utterances();
        tools(wanted, answer.handoff());
        guardrails();
        settings(wanted);
        memory();
        onRequest();
        return List.copyOf(rows);
    }

    private void sound(SessionConfig wanted) {
        AudioFormat heard = wanted.value(ConfigField.INPUT_FORMAT).orElse(null);
        field(
                "caller's sound",
                Asked.format(heard),
                ConfigField.INPUT_FORMAT,
                emulations.heard(heard));
        if (wanted.value(ConfigField.OUTPUT_MODALITY).orElse(Modality.AUDIO) == Modality.TEXT) {
            field(
                    "answers",
                    "in text",
                    ConfigField.OUTPUT_MODALITY,
                    emulations.of(Feature.TEXT_OUTPUT));
        } else {
            AudioFormat spoken = wanted.value(ConfigField.OUTPUT_FORMAT).orElse(null);
            field(
                    "model's sound",
                    Asked.format(spoken),
                    ConfigField.OUTPUT_FORMAT,
                    emulations.spoken(spoken));
        }
    }

    private void turns(SessionConfig wanted) {
        ConfigValue<TurnDetection> detection = wanted.get(ConfigField.TURN_DETECTION);
        boolean none = detection instanceof ConfigValue.Cleared<TurnDetection>;
        field(
                "turns",
                Asked.turns(detection),
                ConfigField.TURN_DETECTION,
                emulations.of(none ? Feature.MANUAL_TURNS : Feature.SERVER_TURN_DETECTION));
        TurnDetection flags = detection.asOptional().orElse(null);
        if (flags != null && Boolean.FALSE.equals(flags.createResponse())) {
            wish("answers of its own", "off", Feature.CLIENT_RESPONSES);
        }
        if (flags != null && Boolean.FALSE.equals(flags.interruptResponse())) {
            wish("interruptions by the server", "off", Feature.CLIENT_INTERRUPTION);
        }
        InterruptionPolicy policy = options.interruption();
        checked(
                "interruption",
                Asked.interruption(policy),
                () -> InterruptionSupport.check(policy, options.config(), carriage, capabilities));
        wish("an answer cut short", "when it is interrupted", Feature.CANCEL);
        wish("what was not heard", "forgotten", Feature.TRUNCATE);
        if (wanted.value(ConfigField.TRANSCRIPTION).isPresent()) {
            field(
                    "caller's words",
                    Asked.transcription(wanted.value(ConfigField.TRANSCRIPTION).get()),
                    ConfigField.TRANSCRIPTION,
                    emulations.of(Feature.INPUT_TRANSCRIPTION));
        }
    }

    private void utterances() {
        Manners manners = options.manners();
        utterance("greeting", manners.greeting());
        if (manners.greetingProtected()) {
            String why = InterruptionSupport.whyNot(carriage, capabilities);
            rows.add(
                    new Row(
                            "greeting heard to its end",
                            "protected",
                            why == null ? NATIVE : new Resolution.Rejected(why),
                            false));
        }
        for (Utterance prompt : new LinkedHashSet<>(manners.idlePrompts())) {
            utterance("reminder", prompt);
        }
        utterance("filler", options.tools().filler());
        utterance("farewell", manners.farewell());
    }

    private void utterance(String wish, @Nullable Utterance utterance) {
        if (utterance == null) {
            return;
        }
        Resolution resolution =
                utterance instanceof Utterance.Clip
                        ? new Resolution.Emulated("played here, without the model")
                        : emulations.of(
                                utterance instanceof Utterance.Verbatim
                                        ? Feature.SAY
                                        : Feature.PER_RESPONSE_OVERRIDES);
        rows.add(new Row(wish, Asked.utterance(utterance), resolution, false));
    }

    private void tools(SessionConfig wanted, ConfigPlan handoff) {
        AgentBinding bound = agent;
        List<ToolDefinition> tools = wanted.value(ConfigField.TOOLS).orElse(List.of());
        if (!tools.isEmpty()) {
            field(
                    "tools",
                    Asked.names(tools),
                    ConfigField.TOOLS,
                    emulations.of(Feature.FUNCTION_TOOLS));
        }
        List<ToolDefinition> background = tools.stream().filter(Wishes::inBackground).toList();
        if (!background.isEmpty()) {
            wish("tools beside the talk", Asked.names(background), Feature.BACKGROUND_TOOLS);
        }
        List<ToolDefinition> hosted =
                tools.stream().filter(HostedMcpTool.class::isInstance).toList();
        if (!hosted.isEmpty()) {
            wish("MCP servers", Asked.names(hosted), Feature.HOSTED_MCP);
        }
        if (bound != null && !bound.handoffs().isEmpty()) {
            rows.add(
                    new Row(
                            "handoffs",
                            String.join(", ", new TreeSet<>(bound.handoffs().keySet())),
                            handedOver(handoff),
                            false));
        }
    }

    private static boolean inBackground(ToolDefinition tool) {
        return tool instanceof ToolDefinition.Function function && function.background();
    }

    private static Resolution handedOver(ConfigPlan handoff) {
        return handoff.newLine().isEmpty()
                ? NATIVE
                : new Resolution.Emulated(
                        "a new line, to which the conversation is told: the provider changes "
                                + handoff.newLine().fields()
                                + " on no line that stands");
    }

    private void guardrails() {
        AgentBinding bound = agent;
        int input =
                options.inputGuardrails().size()
                        + (bound == null ? 0 : bound.agent().inputGuardrails().size());
        if (input > 0) {
            String why = unguarded;
            rows.add(
                    new Row(
                            "input guardrails",
                            String.valueOf(input),
                            why == null
                                    ? new Resolution.Emulated("judged here, before the answer")
                                    : new Resolution.Rejected(why),
                            true));
        }
        int output =
                options.outputGuardrails().size()
                        + (bound == null ? 0 : bound.agent().outputGuardrails().size());
        if (output > 0) {
            rows.add(
                    new Row(
                            "output guardrails",
                            String.valueOf(output),
                            new Resolution.Emulated("judged here, while it is said"),
                            false));
        }
        GuardrailPolicy policy = options.guardrails();
        if (output > 0 && policy.holdBack() != GuardrailPolicy.HoldBack.OFF) {
            checked(
                    "speech held back",
                    Asked.word(policy.holdBack()),
                    () -> GuardrailSupport.checkHoldBack(policy, carriage));
        }
    }

    /** Whatever else the configuration says. */
    private void settings(SessionConfig wanted) {
        for (ConfigField<?> field : wanted.fields()) {
            Object value = wanted.value(field).orElse(null);
            if (value != null && !TOLD.contains(field)) {
                field(field.toString(), Asked.value(field, value), field, NATIVE);
            }
        }
        if (wanted.value(ConfigField.PARALLEL_TOOL_CALLS).orElse(false)) {
            wish("several tools at once", "allowed", Feature.PARALLEL_TOOLS);
        }
    }

    private void memory() {
        rows.add(
                new Row("a lost line", "the conversation goes on", emulations.resumption(), false));
        Duration most = capabilities.maxSession();
        if (most != null && options.reconnect().rollOver()) {
            rows.add(
                    new Row(
                            "a long call",
                            "as long as it takes",
                            new Resolution.Emulated(
                                    "another line before "
                                            + Asked.time(most)
                                            + " are over, when the provider ends one"),
                            false));
        }
    }

    private void onRequest() {
        wish("typed words", ANY_TIME, Feature.TEXT_INPUT);
        wish("pictures", ANY_TIME, Feature.IMAGE_INPUT);
        wish("given words said", ANY_TIME, Feature.SAY);
        wish("answers beside the conversation", ANY_TIME, Feature.OUT_OF_BAND_RESPONSES);
        wish("instructions for one answer", ANY_TIME, Feature.PER_RESPONSE_OVERRIDES);
        wish("history changed", ANY_TIME, Feature.HISTORY_EDITS);
        wish("telephone keys", ANY_TIME, Feature.DTMF);
    }

    private void wish(String wish, String asked, Feature feature) {
        rows.add(new Row(wish, asked, emulations.of(feature), false));
    }

    /** A field that the codec may refuse; then there is no line. */
    private void field(String wish, String asked, ConfigField<?> field, Resolution otherwise) {
        String why = rejected.get(field);
        rows.add(
                new Row(
                        wish,
                        asked,
                        why == null ? otherwise : new Resolution.Rejected(why),
                        why != null));
    }

    private void checked(String wish, String asked, Runnable check) {
        try {
            check.run();
            rows.add(new Row(wish, asked, NATIVE, true));
        } catch (IllegalArgumentException e) {
            rows.add(refused(wish, asked, e));
        }
    }
}
