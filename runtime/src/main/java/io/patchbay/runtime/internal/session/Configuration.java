package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the application wants, what the line was asked for, and what the provider confirmed. Changes
 * travel as differences to what was asked for, so nothing is reset by accident.
 */
final class Configuration {
    /**
     * Where nobody says anything: spoken answers, 24 kHz sound both ways, the caller transcribed,
     * turns noticed by what is said. Fields that a provider does not have are left out.
     */
    private static final SessionConfig DEFAULTS =
            SessionConfig.builder()
                    .outputModality(Modality.AUDIO)
                    .inputFormat(AudioFormat.PCM16_24K)
                    .outputFormat(AudioFormat.PCM16_24K)
                    .transcription(new Transcription(null, null, List.of(), List.of(), null, null))
                    .turnDetection(TurnDetection.SemanticVad.defaults())
                    .build();

    private static final int REMEMBERED = 8;

    private final TurnPolicy turnPolicy;
    private final boolean sessionGuarded;
    private final ArrayDeque<Update> updates = new ArrayDeque<>(2);
    private final UpdatesInFlight inFlight = new UpdatesInFlight();
    private SessionConfig chosen;
    private SessionConfig asked = SessionConfig.EMPTY;
    private volatile SessionConfig effective = SessionConfig.EMPTY;

    /** A change that was sent, and what was chosen and asked for before. */
    private record Update(
            String commandId, SessionConfig change, SessionConfig chosen, SessionConfig asked) {}

    Configuration(SessionOptions options) {
        this.chosen = options.config();
        this.turnPolicy =
                new TurnPolicy(options.interruption(), CarriedCall.among(options.lines()));
        this.sessionGuarded = !options.inputGuardrails().isEmpty();
    }

    /** The application chose something more, for now and for later lines. */
    void choose(SessionConfig change) {
        chosen = chosen.with(change);
    }

    /**
     * All that is wanted now. The session's choice wins over the agent's, except where the agent is
     * the matter: instructions, tools and prompt.
     */
    SessionConfig wanted(@Nullable AgentBinding binding, ProviderCapabilities capabilities) {
        boolean before = turnPolicy.gated();
        turnPolicy.gate(
                binding == null
                        ? before || sessionGuarded
                        : sessionGuarded || !binding.agent().inputGuardrails().isEmpty());
        SessionConfig wanted = all(binding, capabilities);
        if (turnPolicy.gated()) {
            try {
                GuardrailSupport.checkInput(capabilities, wanted);
            } catch (IllegalArgumentException e) {
                turnPolicy.gate(before);
                throw e;
            }
        }
        return wanted;
    }

    /** The same without a look at the input guardrails. */
    SessionConfig all(@Nullable AgentBinding binding, ProviderCapabilities capabilities) {
        SessionConfig base = defaults(capabilities);
        if (binding == null) {
            return turnPolicy.policed(base.with(chosen));
        }
        SessionConfig.Builder before = SessionConfig.builder();
        binding.agent().voice().ifPresent(voice -> before.set(ConfigField.VOICE, voice));
        SessionConfig.Builder after = SessionConfig.builder();
        if (!binding.instructions().isEmpty()
                || !chosen.get(ConfigField.INSTRUCTIONS).isPresent()) {
            after.instructions(binding.instructions());
        }
        // an empty list is said, too: it takes the former agent's tools away
        if (!binding.definitions().isEmpty()
                || capabilities.mutability().containsKey(ConfigField.TOOLS)) {
            after.tools(binding.definitions());
        }
        if (binding.prompt() != null) {
            after.set(ConfigField.PROMPT, binding.prompt());
        } else if (asked.value(ConfigField.PROMPT).isPresent()
                && !chosen.get(ConfigField.PROMPT).isPresent()) {
            after.clear(ConfigField.PROMPT); // it was the former agent's
        }
        return turnPolicy.policed(base.with(before.build()).with(chosen).with(after.build()));
    }

    /** A provider that has no sound of the usual kind has its own. */
    private static SessionConfig defaults(ProviderCapabilities capabilities) {
        SessionConfig base = DEFAULTS.only(capabilities.mutability().keySet());
        base = usual(base, ConfigField.INPUT_FORMAT, capabilities.inputFormats());
        return usual(base, ConfigField.OUTPUT_FORMAT, capabilities.outputFormats());
    }

    private static SessionConfig usual(
            SessionConfig base, ConfigField<AudioFormat> field, List<AudioFormat> offered) {
        AudioFormat usual = base.value(field).orElse(null);
        return usual == null || offered.isEmpty() || offered.contains(usual)
                ? base
                : base.with(SessionConfig.builder().set(field, offered.get(0)).build());
    }

    /**
     * A change as the policy allows it.
     *
     * @throws IllegalArgumentException for one that would blind the input guardrails
     */
    SessionConfig allowed(SessionConfig change) {
        if (turnPolicy.gated() && GuardrailSupport.silent(change)) {
            throw new IllegalArgumentException(
                    "change: the transcription cannot be turned off while input guardrails judge"
                            + " what the caller says; leave it on, or take them out");
        }
        return change.get(ConfigField.TURN_DETECTION).isPresent()
                ? turnPolicy.policed(change)
                : change;
    }

    /** A line opens with this. */
    void opened(SessionConfig config) {
        turnPolicy.newLine();
        asked = config;
        updates.clear();
        inFlight.clear();
    }

    /** The line is asked for a change by a command. */
    void asked(String commandId, SessionConfig change) {
        if (updates.size() >= REMEMBERED) {
            updates.pollFirst();
        }
        inFlight.sent(commandId, change);
        updates.addLast(new Update(commandId, change, chosen, asked));
        asked = asked.with(change);
    }

    /**
     * A command did not reach the provider, or was refused: its change never came.
     *
     * @param commandId which; null when the provider complains of a configuration without saying
     */
    void refused(@Nullable String commandId) {
        inFlight.refused(commandId);
        for (Update update : updates) {
            if (update.commandId().equals(commandId)) {
                asked = without(asked, update.change(), update.asked());
                chosen = without(chosen, update.change(), update.chosen());
                updates.remove(update);
                return;
            }
        }
    }

    /** {@code now} with the fields as before that still are as the change made them. */
    private static SessionConfig without(
            SessionConfig now, SessionConfig change, SessionConfig before) {
        Set<ConfigField<?>> kept = new HashSet<>(now.fields());
        Set<ConfigField<?>> restored = new HashSet<>(change.fields());
        restored.removeIf(field -> !now.get(field).equals(change.get(field)));
        kept.removeAll(restored);
        return now.only(kept).with(before.only(restored));
    }

    /** What the line was asked for in total. */
    SessionConfig asked() {
        return asked;
    }

    /**
     * The application sends an update past us: what the provider makes of it shows in its answer.
     *
     * @param eventId the id that it carries, or null
     * @param tracing whether it may say something of tracing
     */
    void askedRaw(@Nullable String eventId, boolean tracing) {
        inFlight.sentRaw(eventId, tracing);
    }

    /** The provider answered an update. */
    void confirmed(SessionConfig config) {
        SessionConfig changes =
                inFlight.confirmed(
                        inFlight.waitsForRaw() ? effective.changesTo(config) : SessionConfig.EMPTY);
        if (!changes.isEmpty()) {
            asked = asked.with(changes);
            chosen = chosen.with(turnPolicy.chosen(changes, chosenDetection()));
        }
        effective = config;
    }

    /** The provider says what it begins with. */
    void created(SessionConfig config) {
        effective = config;
    }

    /** What is in force as the provider last confirmed it. Any thread. */
    SessionConfig effective() {
        return effective;
    }

    /** What the application wants to happen when the caller speaks. */
    InterruptionPolicy interruption() {
        return turnPolicy.policy();
    }

    /** Speech must leave alone what is said from now on, or need not any more. */
    void shield(boolean on) {
        turnPolicy.shield(on);
    }

    /**
     * Whether speech interrupts at once. Where the server was told that it does not, nobody else
     * makes it interrupt all the same.
     */
    boolean speechInterrupts() {
        TurnDetection detection = detection();
        return interruption().mode() == InterruptionPolicy.Mode.IMMEDIATE
                && (detection == null || !Boolean.FALSE.equals(detection.interruptResponse()));
    }

    /** Whether the server cancels by itself when the caller speaks. */
    boolean serverInterrupts() {
        TurnDetection detection = detection();
        return detection != null && Boolean.TRUE.equals(detection.interruptResponse());
    }

    /** Whether the server notices by itself when the caller speaks, and when he stops. */
    boolean noticesSpeech() {
        return detection() != null;
    }

    /** Whether the server answers by itself when the caller has spoken. */
    boolean serverResponds() {
        TurnDetection detection = detection();
        return detection != null && !Boolean.FALSE.equals(detection.createResponse());
    }

    /**
     * Whether the session asks for the answer to a turn, because it is the policy and not the
     * application that keeps the server from answering.
     */
    boolean sessionAnswers() {
        TurnDetection detection = detection();
        TurnDetection own = chosenDetection();
        return detection != null
                && Boolean.FALSE.equals(detection.createResponse())
                && (own == null || !Boolean.FALSE.equals(own.createResponse()));
    }

    private @Nullable TurnDetection chosenDetection() {
        return chosen.value(ConfigField.TURN_DETECTION).orElse(null);
    }

    /** How long the server hears silence before it tells that speech has stopped, if it says. */
    Duration silenceBeforeEnd() {
        return detection() instanceof TurnDetection.ServerVad vad
                        && vad.silenceDurationMillis() != null
                ? Duration.ofMillis(vad.silenceDurationMillis())
                : Duration.ZERO;
    }

    private @Nullable TurnDetection detection() {
        SessionConfig known = effective;
        boolean confirmed = known.get(ConfigField.TURN_DETECTION).isPresent();
        return (confirmed ? known : asked).value(ConfigField.TURN_DETECTION).orElse(null);
    }

    /** Whether answers come in writing. */
    boolean textOnly() {
        return effective
                        .value(ConfigField.OUTPUT_MODALITY)
                        .or(() -> asked.value(ConfigField.OUTPUT_MODALITY))
                        .orElse(Modality.AUDIO)
                == Modality.TEXT;
    }

    /** The sound that the line takes. */
    AudioFormat inputFormat() {
        return asked.value(ConfigField.INPUT_FORMAT)
                .or(() -> chosen.value(ConfigField.INPUT_FORMAT))
                .orElse(AudioFormat.PCM16_24K);
    }
}
