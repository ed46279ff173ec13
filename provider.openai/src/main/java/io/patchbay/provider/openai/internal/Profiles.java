package io.patchbay.provider.openai.internal;

import java.util.List;
import java.util.stream.Stream;

/** Every service that speaks this dialect. */
final class Profiles {

    /** All profiles, the default first. */
    static final List<Profile> ALL =
            Stream.concat(GaProfiles.ALL.stream(), BetaProfiles.ALL.stream()).toList();

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
