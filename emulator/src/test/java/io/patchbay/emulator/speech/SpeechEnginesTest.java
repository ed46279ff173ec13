package io.patchbay.emulator.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SpeechEnginesTest {
    @Test
    void whatever_is_installed_beside_the_embedded_ear_comes_before_it() {
        Deaf deaf = new Deaf();
        List<EarFactory> ears = new ArrayList<>();
        ServiceLoader.load(EarFactory.class).forEach(ears::add);
        assertTrue(ears.stream().anyMatch(factory -> factory.name().equals("sphinx4")));
        ears.add(factory("deaf", deaf));
        SpeechEngines engines = SpeechEngines.of(List.of(), ears);

        assertSame(deaf, engines.ear(EarOptions.defaults()));
        try (Ear embedded = engines.ear("sphinx4", EarOptions.defaults())) {
            assertNotSame(deaf, embedded);
        }
    }

    @Test
    void an_unknown_name_is_answered_with_the_known_ones() {
        SpeechEngines engines = SpeechEngines.of(List.of(), List.of(factory("deaf", new Deaf())));
        SpeechException failure =
                assertThrows(
                        SpeechException.class, () -> engines.ear("nobody", EarOptions.defaults()));

        assertEquals("No ear named nobody; there are [deaf]", failure.getMessage());
    }

    @Test
    void without_engines_opening_says_so() {
        SpeechEngines none = SpeechEngines.of(List.of(), List.of());

        assertThrows(SpeechException.class, none::speaker);
        assertThrows(SpeechException.class, () -> none.ear(EarOptions.defaults()));
    }

    private static EarFactory factory(String name, Ear ear) {
        return new EarFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Ear open(EarOptions options) {
                return ear;
            }
        };
    }

    private static final class Deaf implements Ear {
        @Override
        public CompletionStage<Heard> hear(short[] pcm, int sampleRate, Vocabulary vocabulary) {
            return CompletableFuture.completedStage(new Heard.NotUnderstood());
        }

        @Override
        public CompletionStage<Void> warmUp(Vocabulary vocabulary) {
            return CompletableFuture.allOf();
        }

        @Override
        public void close() {}
    }
}
