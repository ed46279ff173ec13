package io.patchbay.emulator.speech.internal;

import edu.cmu.sphinx.decoder.pruner.SimplePruner;
import edu.cmu.sphinx.decoder.scorer.SimpleAcousticScorer;
import edu.cmu.sphinx.decoder.search.PartitionActiveListFactory;
import edu.cmu.sphinx.decoder.search.SearchManager;
import edu.cmu.sphinx.decoder.search.SimpleBreadthFirstSearchManager;
import edu.cmu.sphinx.frontend.AutoCepstrum;
import edu.cmu.sphinx.frontend.FrontEnd;
import edu.cmu.sphinx.frontend.feature.BatchCMN;
import edu.cmu.sphinx.frontend.feature.DeltasFeatureExtractor;
import edu.cmu.sphinx.frontend.feature.FeatureTransform;
import edu.cmu.sphinx.frontend.filter.Preemphasizer;
import edu.cmu.sphinx.frontend.frequencywarp.MelFrequencyFilterBank;
import edu.cmu.sphinx.frontend.frequencywarp.MelFrequencyFilterBank2;
import edu.cmu.sphinx.frontend.transform.DiscreteCosineTransform;
import edu.cmu.sphinx.frontend.transform.DiscreteCosineTransform2;
import edu.cmu.sphinx.frontend.transform.DiscreteFourierTransform;
import edu.cmu.sphinx.frontend.transform.Lifter;
import edu.cmu.sphinx.frontend.window.RaisedCosineWindower;
import edu.cmu.sphinx.linguist.acoustic.UnitManager;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.Sphinx3Loader;
import edu.cmu.sphinx.linguist.acoustic.tiedstate.TiedStateAcousticModel;
import edu.cmu.sphinx.linguist.flat.FlatLinguist;
import edu.cmu.sphinx.linguist.language.grammar.Grammar;
import edu.cmu.sphinx.result.Result;
import io.patchbay.emulator.speech.SpeechException;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The acoustic model with its front end, put together by hand: no configuration file, no property
 * manager that logs to the console. Loading takes about a second and 60 MB. For one thread at a
 * time, since the scores of a frame are kept inside the model.
 *
 * <p>The mean of the cepstrum is taken per turn (not carried on from turn to turn as Sphinx4 does
 * by default), so that what is heard does not depend on what was heard before. There is no end
 * pointing: whoever calls has found the turn already.
 */
final class SphinxModel {
    private static final String LOCATION = "resource:/edu/cmu/sphinx/models/en-us/en-us";
    private static final int TOP_GAUSSIANS = 4;

    private static final List<String> TALKATIVE =
            Stream.of(
                            FrontEnd.class,
                            Preemphasizer.class,
                            RaisedCosineWindower.class,
                            DiscreteFourierTransform.class,
                            AutoCepstrum.class,
                            MelFrequencyFilterBank.class,
                            MelFrequencyFilterBank2.class,
                            DiscreteCosineTransform.class,
                            DiscreteCosineTransform2.class,
                            Lifter.class,
                            BatchCMN.class,
                            DeltasFeatureExtractor.class,
                            FeatureTransform.class,
                            SimpleAcousticScorer.class)
                    .map(Class::getSimpleName)
                    .toList();

    private static final double PRE_EMPHASIS = 0.97;
    private static final double WINDOW_ALPHA = 0.46;
    private static final float WINDOW_MILLIS = 25.625f;
    private static final float SHIFT_MILLIS = 10f;

    private static final int ABSOLUTE_BEAM = 20_000;
    private static final double RELATIVE_BEAM = 1e-60;
    private static final double WORD_INSERTION = 0.1;
    private static final double SILENCE_INSERTION = 0.1;
    private static final float LANGUAGE_WEIGHT = 8;

    /**
     * Probability of something that is not in the grammar. With Sphinx4's 1e-30 nearly everything
     * becomes some phrase; a loop more probable than Sphinx4's 1e-10 loses phrases that were said.
     */
    private static final double OUT_OF_GRAMMAR = 1e-2;

    private static final double OUT_OF_GRAMMAR_PHONE = 1e-10;

    /** Before everything else, since some components report when they are made. */
    @SuppressWarnings("UnusedVariable") // held, not read
    private final List<Logger> quietened = quieten();

    private final UnitManager units = new UnitManager();
    private final TiedStateAcousticModel acoustics;
    private final TurnSource source = new TurnSource();
    private final FrontEnd frontEnd;
    private final SimpleAcousticScorer scorer;

    /** Loads the model. */
    SphinxModel() {
        try {
            Sphinx3Loader loader =
                    new Sphinx3Loader(LOCATION, units, 0f, 1e-7f, 1e-4f, TOP_GAUSSIANS, true);
            acoustics = new TiedStateAcousticModel(loader, units, true);
            acoustics.allocate();
            frontEnd =
                    new FrontEnd(
                            List.of(
                                    source,
                                    new Preemphasizer(PRE_EMPHASIS),
                                    new RaisedCosineWindower(
                                            WINDOW_ALPHA, WINDOW_MILLIS, SHIFT_MILLIS),
                                    new DiscreteFourierTransform(-1, false),
                                    new AutoCepstrum(loader),
                                    new BatchCMN(),
                                    new DeltasFeatureExtractor(3),
                                    new FeatureTransform(loader)));
        } catch (IOException | ClassNotFoundException e) {
            throw new SpeechException("Cannot load the acoustic model", e);
        }
        frontEnd.initialize();
        scorer = new SimpleAcousticScorer(frontEnd, null);
    }

    /**
     * Stops Sphinx4 from reporting each turn on the console. Without its property manager its
     * components log under their simple names.
     *
     * @return the loggers, to be held: the logging framework would forget them and their levels
     */
    private static List<Logger> quieten() {
        List<Logger> loggers =
                Stream.concat(Stream.of("edu.cmu.sphinx"), TALKATIVE.stream())
                        .map(Logger::getLogger)
                        .toList();
        for (Logger logger : loggers) {
            if (logger.getLevel() == null) {
                logger.setLevel(Level.WARNING);
            }
        }
        return loggers;
    }

    /** The units that pronunciations are made of. */
    UnitManager units() {
        return units;
    }

    /** Compiles a grammar: some milliseconds, up to a second for a very large one. */
    SearchManager compile(Grammar grammar) {
        FlatLinguist linguist =
                new FlatLinguist(
                        acoustics,
                        grammar,
                        units,
                        WORD_INSERTION,
                        SILENCE_INSERTION,
                        1.0,
                        1.0,
                        LANGUAGE_WEIGHT,
                        false,
                        false,
                        false,
                        true,
                        OUT_OF_GRAMMAR,
                        OUT_OF_GRAMMAR_PHONE,
                        acoustics);
        SearchManager search =
                new SimpleBreadthFirstSearchManager(
                        linguist,
                        new SimplePruner(),
                        scorer,
                        new PartitionActiveListFactory(ABSOLUTE_BEAM, RELATIVE_BEAM),
                        false,
                        0,
                        0,
                        false);
        search.allocate();
        return search;
    }

    /**
     * Decodes one turn.
     *
     * @param search from {@link #compile}
     * @param samples mono at {@link TurnSource#RATE}
     * @return words with a blank between them; may be empty, or hold Sphinx4's mark of an unknown
     *     one
     */
    String decode(SearchManager search, short[] samples) {
        source.start(samples);
        frontEnd.initialize();
        search.startRecognition();
        Result result;
        do {
            result = search.recognize(Integer.MAX_VALUE);
        } while (result != null && !result.isFinal());
        search.stopRecognition();
        return result == null ? "" : result.getBestFinalResultNoFiller();
    }
}
