package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.Resolution;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.audio.AudioConverter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
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
     * What a session finds behind the line: what the provider does by itself, and what is done on
     * the way to it.
     */
    public ProviderCapabilities capabilities() {
        Set<Feature> added = EnumSet.noneOf(Feature.class);
        if (drops()) {
            added.add(Feature.CANCEL);
        }
        if (added.isEmpty()) {
            return provider;
        }
        added.addAll(provider.features());
        return new ProviderCapabilities(
                added,
                provider.inputFormats(),
                provider.outputFormats(),
                provider.mutability(),
                provider.resumption(),
                provider.moveOrder(),
                provider.maxSession(),
                provider.limits());
    }

    /** Puts before a line what it needs there; mostly nothing. */
    public RealtimeTransport before(RealtimeTransport line) {
        RealtimeTransport front = line;
        if (seeds()) {
            front = new SeededCalls(front);
        }
        if (drops()) {
            front = new DroppedAnswers(front, provider.has(Feature.AUTOMATIC_TOOL_REPLY));
        }
        return front;
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
                    rejected("nobody notices when the caller speaks; end turns by hand");
            case MANUAL_TURNS ->
                    rejected("the provider ends the caller's turns by itself, and only so");
            case SPEECH_ACTIVITY -> rejected("the provider is not told when the caller speaks");
            case CLIENT_INTERRUPTION ->
                    rejected("the provider cannot be told not to cancel by itself");
            case CLIENT_RESPONSES ->
                    rejected("the provider cannot be told not to answer by itself");
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
