package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.tck.ScriptedProvider;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Providers that lack something. */
final class Poor {
    private Poor() {}

    /** All that the scripted provider can, but not this. */
    static ProviderCapabilities without(Feature... missing) {
        Set<Feature> features = EnumSet.copyOf(ScriptedProvider.everything().features());
        features.removeAll(List.of(missing));
        return having(features);
    }

    /** This, and what the scripted provider can besides features. */
    static ProviderCapabilities having(Set<Feature> features) {
        ProviderCapabilities all = ScriptedProvider.everything();
        return new ProviderCapabilities(
                features,
                all.inputFormats(),
                all.outputFormats(),
                all.mutability(),
                all.resumption(),
                all.moveOrder(),
                all.maxSession(),
                all.limits());
    }

    /**
     * A provider that answers by itself: it hears and speaks, notices turns, calls tools, and is
     * told of a conversation at the opening; nobody can steer its answers.
     */
    static Set<Feature> selfish() {
        return EnumSet.of(
                Feature.AUDIO_INPUT,
                Feature.AUDIO_OUTPUT,
                Feature.TEXT_INPUT,
                Feature.SERVER_TURN_DETECTION,
                Feature.INPUT_TRANSCRIPTION,
                Feature.FUNCTION_TOOLS,
                Feature.PARALLEL_TOOLS,
                Feature.AUTOMATIC_TOOL_REPLY,
                Feature.HISTORY_SEED);
    }

    /** One that hears this and speaks that. */
    static ProviderCapabilities sounding(AudioFormat hears, AudioFormat speaks, boolean told) {
        ProviderCapabilities all = ScriptedProvider.everything();
        Map<ConfigField<?>, ProviderCapabilities.Mutability> fields =
                new HashMap<>(all.mutability());
        if (!told) {
            fields.remove(ConfigField.INPUT_FORMAT);
            fields.remove(ConfigField.OUTPUT_FORMAT);
        }
        return new ProviderCapabilities(
                all.features(),
                List.of(hears),
                List.of(speaks),
                fields,
                all.resumption(),
                all.moveOrder(),
                all.maxSession(),
                all.limits());
    }
}
