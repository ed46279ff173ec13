package io.patchbay.emulator.speech;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * The speech engines at hand. On a class path {@link #load()} finds them; in a container a
 * component collects the services and calls {@link #of}. Immutable.
 */
public final class SpeechEngines {
    private final List<SpeakerFactory> speakers;
    private final List<EarFactory> ears;

    private SpeechEngines(List<SpeakerFactory> speakers, List<EarFactory> ears) {
        this.speakers = ranked(speakers, SpeakerFactory::ranking);
        this.ears = ranked(ears, EarFactory::ranking);
    }

    private static <T> List<T> ranked(List<T> factories, ToIntFunction<T> ranking) {
        List<T> sorted = new ArrayList<>(factories);
        sorted.sort(Comparator.comparingInt(ranking).reversed());
        return List.copyOf(sorted);
    }

    /**
     * Finds engines by {@link ServiceLoader}, with the loader of this class. No engine is loaded
     * yet.
     *
     * @return the engines, the embedded ones among them
     */
    public static SpeechEngines load() {
        ClassLoader loader = SpeechEngines.class.getClassLoader();
        List<SpeakerFactory> speakers = new ArrayList<>();
        ServiceLoader.load(SpeakerFactory.class, loader).forEach(speakers::add);
        List<EarFactory> ears = new ArrayList<>();
        ServiceLoader.load(EarFactory.class, loader).forEach(ears::add);
        return of(speakers, ears);
    }

    /**
     * Takes engines that somebody else found.
     *
     * @param speakers ways of speaking, in any order
     * @param ears ways of hearing, in any order
     * @return the engines
     */
    public static SpeechEngines of(List<SpeakerFactory> speakers, List<EarFactory> ears) {
        return new SpeechEngines(speakers, ears);
    }

    /**
     * Opens the speaker of the highest rank.
     *
     * @return a new speaker
     * @throws SpeechException if there is none
     */
    public Speaker speaker() {
        return first(speakers, "speaker").open();
    }

    /**
     * Opens a speaker by name.
     *
     * @param name the factory's name
     * @return a new speaker
     * @throws SpeechException if there is none of that name; the message lists those there are
     */
    public Speaker speaker(String name) {
        return named(speakers, SpeakerFactory::name, name, "speaker").open();
    }

    /**
     * Opens the ear of the highest rank.
     *
     * @param options bounds
     * @return a new ear
     * @throws SpeechException if there is none
     */
    public Ear ear(EarOptions options) {
        return first(ears, "ear").open(options);
    }

    /**
     * Opens an ear by name.
     *
     * @param name the factory's name
     * @param options bounds
     * @return a new ear
     * @throws SpeechException if there is none of that name; the message lists those there are
     */
    public Ear ear(String name, EarOptions options) {
        return named(ears, EarFactory::name, name, "ear").open(options);
    }

    private static <T> T first(List<T> ranked, String kind) {
        if (ranked.isEmpty()) {
            throw new SpeechException("No " + kind + " is installed");
        }
        return ranked.get(0);
    }

    private static <T> T named(
            List<T> ranked, Function<T, String> nameOf, String name, String kind) {
        for (T factory : ranked) {
            if (nameOf.apply(factory).equals(name)) {
                return factory;
            }
        }
        throw new SpeechException(
                "No "
                        + kind
                        + " named "
                        + name
                        + "; there are "
                        + ranked.stream().map(nameOf).toList());
    }
}
