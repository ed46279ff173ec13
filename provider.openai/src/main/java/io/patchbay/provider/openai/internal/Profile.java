package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Limits;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.ProviderCapabilities.Resumption;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Transcription;
import io.patchbay.dialect.Base64Blocks;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service that speaks this dialect, as data: a row of {@link Profiles}. What it does differently
 * is one of these components, never a subclass of the codec.
 *
 * @param name the name that sessions ask for
 * @param address where it is
 * @param credentials how it wants to see them
 * @param names which names it uses
 * @param shape where the fields of a configuration stand
 * @param sound its formats and their spelling
 * @param turns its turn detection
 * @param opening what a session starts with where nobody said otherwise
 * @param model the model when nobody names one, or null when one has to be named
 * @param transcriptionModel what transcribes the caller when nobody names a model, or null when the
 *     service chooses
 * @param quirks what nothing else here says
 * @param sides what it offers beside the messages
 * @param capabilities what it can do
 */
record Profile(
        String name,
        Address address,
        Presentation credentials,
        Names names,
        SessionShape shape,
        Sound sound,
        Turns turns,
        SessionConfig opening,
        @Nullable String model,
        @Nullable String transcriptionModel,
        Set<Quirk> quirks,
        Set<Side> sides,
        ProviderCapabilities capabilities) {

    /** The largest piece of sound that one append may hold. */
    static final int MAX_APPEND = 15 << 20;

    boolean has(Feature feature) {
        return capabilities.has(feature);
    }

    boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }

    boolean has(Side side) {
        return sides.contains(side);
    }

    /** A row that begins like today's dialect of OpenAI and says what differs. */
    static Builder named(String name) {
        return new Builder(name);
    }

    /** Puts a row together. What is not said is as OpenAI has it. */
    static final class Builder {

        private static final Map<ConfigField<?>, Mutability> MUTABILITY =
                Map.ofEntries(
                        Map.entry(ConfigField.INSTRUCTIONS, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.OUTPUT_MODALITY, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.VOICE, Mutability.BEFORE_FIRST_AUDIO),
                        Map.entry(ConfigField.SPEED, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.INPUT_FORMAT, Mutability.ANY_TIME),
                        Map.entry(ConfigField.OUTPUT_FORMAT, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.TRANSCRIPTION, Mutability.ANY_TIME),
                        Map.entry(ConfigField.NOISE_REDUCTION, Mutability.ANY_TIME),
                        Map.entry(ConfigField.TURN_DETECTION, Mutability.ANY_TIME),
                        Map.entry(ConfigField.TOOLS, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.TOOL_CHOICE, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.PARALLEL_TOOL_CALLS, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.MAX_OUTPUT_TOKENS, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.REASONING_EFFORT, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.CONTEXT_TRUNCATION, Mutability.NEXT_RESPONSE),
                        // once on, it stays as it is; ConfigPlanner lets it be switched on any time
                        Map.entry(ConfigField.TRACING, Mutability.RECONNECT),
                        Map.entry(ConfigField.PROMPT, Mutability.NEXT_RESPONSE),
                        Map.entry(ConfigField.TRANSCRIPT_LOGPROBS, Mutability.ANY_TIME));

        private final String name;
        private @Nullable Address address;
        private @Nullable Presentation credentials;
        private Names names = Names.GA;
        private SessionShape shape = SessionShape.NESTED;
        private @Nullable Sound sound;
        private Turns turns = Turns.BOTH;
        private SessionConfig opening = SessionDefaults.OPENING;
        private @Nullable String model;
        private @Nullable String transcriptionModel;
        private final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
        private final Set<Side> sides = EnumSet.noneOf(Side.class);
        // it waits to be asked after a tool's output, and says no given words
        private final Set<Feature> features =
                EnumSet.complementOf(
                        EnumSet.of(
                                Feature.AUTOMATIC_TOOL_REPLY,
                                Feature.BACKGROUND_TOOLS,
                                Feature.HISTORY_SEED,
                                Feature.SPEECH_ACTIVITY,
                                Feature.SAY));
        private final Map<ConfigField<?>, Mutability> mutability = new HashMap<>(MUTABILITY);
        private Resumption resumption = Resumption.REPLAY;
        private MoveOrder moveOrder = MoveOrder.CONNECT_FIRST;
        private @Nullable Duration maxSession;
        private int contextTokens;

        private Builder(String name) {
            this.name = name;
        }

        Builder address(Address where) {
            address = where;
            return this;
        }

        Builder credentials(Presentation how) {
            credentials = how;
            return this;
        }

        Builder names(Names which) {
            names = which;
            return this;
        }

        Builder shape(SessionShape where) {
            shape = where;
            return this;
        }

        Builder sound(Sound formats) {
            sound = formats;
            return this;
        }

        Builder turns(Turns kinds) {
            turns = kinds;
            return this;
        }

        /**
         * What a session starts with. The best formats, and the transcription where it has a
         * default model, are added.
         */
        Builder opening(SessionConfig start) {
            opening = start;
            return this;
        }

        Builder model(String byDefault) {
            model = byDefault;
            return this;
        }

        Builder transcriptionModel(String byDefault) {
            transcriptionModel = byDefault;
            return this;
        }

        Builder quirks(Quirk... more) {
            quirks.addAll(Arrays.asList(more));
            return this;
        }

        Builder sides(Side... more) {
            sides.addAll(Arrays.asList(more));
            return this;
        }

        /** What it can, that OpenAI cannot. */
        Builder with(Feature... more) {
            features.addAll(Arrays.asList(more));
            return this;
        }

        /** What it cannot, that OpenAI can. */
        Builder without(Feature... less) {
            features.removeAll(Arrays.asList(less));
            return this;
        }

        /** Fields that change at another time than with OpenAI. */
        Builder changes(Mutability when, ConfigField<?>... fields) {
            for (ConfigField<?> field : fields) {
                mutability.put(field, when);
            }
            return this;
        }

        Builder resumption(Resumption how) {
            resumption = how;
            return this;
        }

        Builder moveOrder(MoveOrder order) {
            moveOrder = order;
            return this;
        }

        Builder maxSession(Duration limit) {
            maxSession = limit;
            return this;
        }

        Builder contextTokens(int tokens) {
            contextTokens = tokens;
            return this;
        }

        Profile build() {
            Sound formats = Objects.requireNonNull(sound, "sound");
            Map<ConfigField<?>, Mutability> supported = new HashMap<>(mutability);
            supported.keySet().retainAll(shape.fields());
            supported.put(ConfigField.PROVIDER_DATA, Mutability.ANY_TIME);
            return new Profile(
                    name,
                    Objects.requireNonNull(address, "address"),
                    Objects.requireNonNull(credentials, "credentials"),
                    names,
                    shape,
                    formats,
                    turns,
                    start(formats).only(supported.keySet()),
                    model,
                    transcriptionModel,
                    Set.copyOf(quirks),
                    Set.copyOf(sides),
                    new ProviderCapabilities(
                            features,
                            formats.inputFormats(),
                            formats.outputFormats(),
                            supported,
                            resumption,
                            moveOrder,
                            maxSession,
                            new Limits(
                                    Base64Blocks.encodedLength(MAX_APPEND) + 1024, contextTokens)));
        }

        private SessionConfig start(Sound formats) {
            SessionConfig.Builder start =
                    opening.toBuilder()
                            .inputFormat(formats.inputFormats().get(0))
                            .outputFormat(formats.outputFormats().get(0));
            return transcriptionModel == null || opening.get(ConfigField.TRANSCRIPTION).isPresent()
                    ? start.build()
                    : start.transcription(Transcription.of(transcriptionModel)).build();
        }
    }
}
