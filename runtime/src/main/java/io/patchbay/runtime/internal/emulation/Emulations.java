package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.Resolution;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.audio.AudioConverter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each feature on one line: native, emulated here, or rejected with the reason. The
 * one place that decides it: the session acts on it, and explains it before it connects.
 *
 * <p>Two kinds of emulation there are. Some stand between the session and the line and make a poor
 * provider look like a rich one ({@link #before}, {@link #capabilities}). The others the session
 * does itself, because only it has what they need: its history, its gate, its queue of utterances.
 *
 * @param provider what the provider does by itself
 * @param carriage how the line carries sound
 */
public record Emulations(ProviderCapabilities provider, TransportCapabilities carriage) {
    /** What there is where turns are noticed here. */
    private static final Set<Feature> STEERED =
            EnumSet.of(
                    Feature.SERVER_TURN_DETECTION,
                    Feature.CLIENT_INTERRUPTION,
                    Feature.CLIENT_RESPONSES);

    private static final Resolution NATIVE = new Resolution.Native();

    /** What a provider's profile comes to over a transport. */
    public static Emulations of(ProviderCapabilities provider, TransportCapabilities carriage) {
        return new Emulations(provider, carriage);
    }

    /** What becomes of every feature. */
    public Map<Feature, Resolution> features() {
        Map<Feature, Resolution> features = new EnumMap<>(Feature.class);
        for (Feature feature : Feature.values()) {
            features.put(feature, of(feature));
        }
        return Collections.unmodifiableMap(features);
    }

    /** What becomes of a feature. */
    public Resolution of(Feature feature) {
        Objects.requireNonNull(feature, "feature");
        return provider.has(feature) ? NATIVE : instead(feature);
    }

    /** Whether it can be had, natively or emulated. */
    public boolean has(Feature feature) {
        return !(of(feature) instanceof Resolution.Rejected);
    }

    /**
     * What a session can find behind the line: what the provider does by itself, and what is done
     * on the way to it.
     */
    public ProviderCapabilities capabilities() {
        return capabilities(turnsHere());
    }

    /** What a session finds behind a line that opens with this. */
    public ProviderCapabilities capabilities(SessionConfig opening) {
        return capabilities(turnsHere() && ClientTurns.needed(provider, opening));
    }

    private ProviderCapabilities capabilities(boolean turns) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        features.addAll(provider.features());
        Map<ConfigField<?>, Mutability> fields = provider.mutability();
        if (drops()) {
            features.add(Feature.CANCEL);
        }
        if (types()) {
            features.add(Feature.PER_RESPONSE_OVERRIDES);
        }
        if (turns) {
            features.addAll(STEERED);
            if (toldLate()) {
                features.remove(Feature.INPUT_TRANSCRIPTION); // it comes when it is too late
            }
            if (!provider.has(Feature.SERVER_TURN_DETECTION)) {
                fields = new HashMap<>(fields);
                fields.put(ConfigField.TURN_DETECTION, Mutability.ANY_TIME);
            }
        }
        if (features.equals(provider.features()) && fields.equals(provider.mutability())) {
            return provider;
        }
        return new ProviderCapabilities(
                features,
                provider.inputFormats(),
                provider.outputFormats(),
                fields,
                provider.resumption(),
                provider.moveOrder(),
                provider.maxSession(),
                provider.limits());
    }

    /** Puts before a line what it needs there; mostly nothing. */
    public RealtimeTransport before(RealtimeTransport line) {
        RealtimeTransport front = line;
        if (types() || seeds() && provider.has(Feature.TEXT_INPUT)) {
            front = new TypedWords(front, provider);
        }
        if (drops()) {
            front = new DroppedAnswers(front, provider.has(Feature.AUTOMATIC_TOOL_REPLY));
        }
        return turnsHere() ? new ClientTurns(front, provider) : front;
    }

    /** A provider's codec as a session plans its configuration with it. */
    public RealtimeCodec planned(RealtimeCodec codec) {
        return turnsHere() ? new TurnPlans(codec, provider) : codec;
    }

    /** A caller's turn was no speech: a line that has not heard of it yet never will. */
    public static void forget(RealtimeTransport line, String itemId) {
        if (line instanceof ClientTurns turns) {
            turns.forget(itemId);
        }
    }

    /**
     * What becomes of the caller's sound.
     *
     * @param format as it is wanted, or null for whatever the provider hears
     */
    public Resolution heard(@Nullable AudioFormat format) {
        return sound(Feature.AUDIO_INPUT, format, provider.inputFormats());
    }

    /**
     * What becomes of the model's sound.
     *
     * @param format as it is wanted, or null for whatever the provider speaks
     */
    public Resolution spoken(@Nullable AudioFormat format) {
        return sound(Feature.AUDIO_OUTPUT, format, provider.outputFormats());
    }

    private Resolution sound(
            Feature feature, @Nullable AudioFormat format, List<AudioFormat> offered) {
        if (format == null || !has(feature) || offered.contains(format)) {
            return of(feature);
        }
        return offered.stream()
                .filter(
                        one ->
                                AudioConverter.converts(format, one)
                                        && AudioConverter.converts(one, format))
                .findFirst()
                .<Resolution>map(one -> new Resolution.Emulated("converted here, " + one))
                .orElseGet(() -> new Resolution.Rejected("nobody converts " + format));
    }

    /** What becomes of a conversation whose line was lost. */
    public Resolution resumption() {
        if (provider.resumption() == ProviderCapabilities.Resumption.HANDLE) {
            return new Resolution.Native();
        }
        return has(Feature.HISTORY_EDITS) || has(Feature.HISTORY_SEED)
                ? new Resolution.Emulated("told again on the next line")
                : new Resolution.Rejected("the provider takes no history");
    }

    /** Whether a conversation is told when the line opens, and not afterwards. */
    public boolean seeds() {
        return seeds(provider);
    }

    /** The same, of capabilities. */
    public static boolean seeds(ProviderCapabilities provider) {
        return provider.has(Feature.HISTORY_SEED) && !provider.has(Feature.HISTORY_EDITS);
    }

    private boolean soundHere() {
        return carriage.media() == TransportCapabilities.Media.MESSAGES
                && !carriage.providerOutputBuffer();
    }

    /** Whether the caller's turns can be noticed here, and have to be for some wishes. */
    private boolean turnsHere() {
        return soundHere()
                && (provider.has(Feature.SPEECH_ACTIVITY) || provider.has(Feature.MANUAL_TURNS))
                && !STEERED.stream().allMatch(provider::has)
                && !provider.inputFormats().isEmpty()
                && provider.inputFormats().get(0).encoding() != AudioFormat.Encoding.OPUS;
    }

    /** Whether a turn that is not to be answered yet cannot be told to the provider either. */
    private boolean toldLate() {
        return provider.has(Feature.SPEECH_ACTIVITY) && !provider.has(Feature.CLIENT_RESPONSES);
    }

    /** Whether instructions for one answer are typed. */
    private boolean types() {
        return provider.has(Feature.TEXT_INPUT) && !provider.has(Feature.PER_RESPONSE_OVERRIDES);
    }

    private boolean drops() {
        return !provider.has(Feature.CANCEL) && soundHere();
    }

    private Resolution instead(Feature feature) {
        return switch (feature) {
            case AUDIO_INPUT -> rejected("the provider hears nothing; type, or take another one");
            case AUDIO_OUTPUT -> rejected("the provider does not speak; take its text");
            case TEXT_OUTPUT -> rejected("the provider answers in sound only; read its transcript");
            case TEXT_INPUT -> rejected("the provider takes no typed messages; speak to it");
            case IMAGE_INPUT -> rejected("the provider takes no pictures; describe them in words");
            case SERVER_TURN_DETECTION ->
                    turnsHere()
                            ? emulated("the caller's speech is noticed here, by voice and silence")
                            : rejected("nobody notices when the caller speaks; end turns by hand");
            case MANUAL_TURNS ->
                    turnsHere() && provider.has(Feature.SPEECH_ACTIVITY)
                            ? emulated("the provider is told of speech with the first sound")
                            : rejected(
                                    "the provider ends the caller's turns by itself, and only so");
            case SPEECH_ACTIVITY -> rejected("the provider is not told when the caller speaks");
            case CLIENT_INTERRUPTION ->
                    steered("the provider cannot be told not to cancel by itself");
            case CLIENT_RESPONSES -> steered("the provider cannot be told not to answer by itself");
            case INPUT_TRANSCRIPTION ->
                    rejected("the provider does not say in writing what it hears");
            case CANCEL ->
                    drops()
                            ? emulated(
                                    "what it goes on saying is dropped here, and its calls are not"
                                            + " run")
                            : rejected(
                                    "the provider goes on, and transport '"
                                            + carriage.name()
                                            + "' leaves the sound with it");
            case TRUNCATE ->
                    provider.has(Feature.HISTORY_EDITS)
                            ? emulated("the answer is replaced by the words that were heard")
                            : emulated(
                                    "the history here keeps what was heard; the model remembers"
                                            + " all that it said");
            case HISTORY_EDITS ->
                    rejected(
                            provider.has(Feature.HISTORY_SEED)
                                    ? "the provider is told of earlier words when a line opens,"
                                            + " and not afterwards; renew the line"
                                    : "the provider takes no history");
            case HISTORY_SEED ->
                    provider.has(Feature.HISTORY_EDITS)
                            ? emulated("items are put in one by one, once the line stands")
                            : rejected("the provider takes no history: a new line begins anew");
            case FUNCTION_TOOLS -> rejected("the provider calls no tools");
            case PARALLEL_TOOLS -> rejected("the provider calls one tool after the other");
            case AUTOMATIC_TOOL_REPLY ->
                    provider.has(Feature.FUNCTION_TOOLS)
                            ? emulated("the session asks for the answer to a tool's output")
                            : rejected("the provider calls no tools");
            case BACKGROUND_TOOLS ->
                    provider.has(Feature.FUNCTION_TOOLS)
                            ? emulated(
                                    "the model answers without the output, which follows when it"
                                            + " is there; urgent ones cancel and ask")
                            : rejected("the provider calls no tools");
            case HOSTED_MCP ->
                    rejected(
                            "the provider runs no tools of MCP servers; offer them through bundle"
                                    + " tools.mcp");
            case OUT_OF_BAND_RESPONSES ->
                    rejected("the provider has one conversation, and answers only in it");
            case PER_RESPONSE_OVERRIDES ->
                    provider.has(Feature.TEXT_INPUT)
                            ? emulated(
                                    "instructions for one answer go before it as a message; other"
                                            + " fields do not change for one answer")
                            : rejected("the provider takes no instructions for one answer");
            case SAY -> said();
            case DTMF ->
                    carriage.media() == TransportCapabilities.Media.MESSAGES
                            ? emulated("keys are noticed on the caller's own leg")
                            : rejected("the provider does not tell of keys");
        };
    }

    private Resolution steered(String otherwise) {
        return turnsHere()
                ? emulated(
                        provider.has(Feature.SPEECH_ACTIVITY)
                                ? "turns are noticed here, and told when they are to be answered"
                                : "turns are noticed here, and answers are asked for")
                : rejected(otherwise);
    }

    private Resolution said() {
        if (provider.has(Feature.OUT_OF_BAND_RESPONSES)) {
            return emulated("by a response beside the conversation that is told the words");
        }
        if (provider.has(Feature.PER_RESPONSE_OVERRIDES)) {
            return emulated("by a response of the conversation that is told the words");
        }
        return provider.has(Feature.TEXT_INPUT)
                ? emulated("by a message that tells the model the words")
                : rejected("nobody can tell the model what to say; play a clip instead");
    }

    private static Resolution emulated(String how) {
        return new Resolution.Emulated(how);
    }

    private static Resolution rejected(String why) {
        return new Resolution.Rejected(why);
    }
}
