package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Every service that speaks this dialect. */
final class Profiles {

    /** The dialect's own: what all others are measured by. */
    static final Profile OPENAI =
            Profile.named("openai")
                    .address(
                            Address.of("wss://api.openai.com/v1/realtime", Address.ModelPlace.BOTH)
                                    .withHeaderSetting("organization", "OpenAI-Organization")
                                    .withHeaderSetting("project", "OpenAI-Project")
                                    .withHeaderSetting(
                                            "safetyIdentifier", "OpenAI-Safety-Identifier"))
                    .credentials(Presentation.bearer("OPENAI_API_KEY"))
                    .sound(
                            Sound.both(
                                    Sound.today(
                                            AudioFormat.PCM16_24K,
                                            AudioFormat.PCMU_8K,
                                            AudioFormat.PCMA_8K)))
                    .model("gpt-realtime-2.1")
                    .transcriptionModel(SessionDefaults.TRANSCRIPTION_MODEL)
                    .sides(Side.TRACING, Side.OFFERS, Side.CALLS)
                    .maxSession(Duration.ofMinutes(60))
                    .contextTokens(32_000)
                    .build();

    /** All profiles, the default first. */
    static final List<Profile> ALL =
            Stream.concat(Stream.of(OPENAI), BetaProfiles.ALL.stream()).toList();

    private Profiles() {}

    /**
     * The profile of a name.
     *
     * @throws IllegalArgumentException when there is none; the message lists what there is
     */
    static Profile of(String name) {
        return ALL.stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "the provider openai has no profile '"
                                                + name
                                                + "', only "
                                                + ALL.stream().map(Profile::name).toList()));
    }
}
