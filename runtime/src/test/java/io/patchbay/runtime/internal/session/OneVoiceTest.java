package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.Command;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words, clips and answers at random moments: no two are ever heard in each other. */
class OneVoiceTest {

    /** Answers of the far end of which a part is told at a time, as networks do. */
    private static final class Far {
        final Call call;
        final Random random;
        final List<Deque<Turn.Step>> speaking = new ArrayList<>();

        Far(Call call, Random random) {
            this.call = call;
            this.random = random;
        }

        void listen() {
            for (Command command : call.line().commands()) {
                if (answered.add(command.id())) {
                    answer(command);
                }
            }
        }

        private final Set<String> answered = new LinkedHashSet<>();

        private void answer(Command command) {
            if (command instanceof Command.CreateResponse create) {
                ResponseOptions options = create.options();
                Turn turn = call.turns.spokenAnswer("words", 100 + random.nextInt(900));
                speaking.add(
                        new ArrayDeque<>(
                                (options.outOfBand()
                                                ? Beside.outOfBand(turn, options.metadata())
                                                : Beside.named(turn, options.metadata()))
                                        .steps()));
            } else if (command instanceof Command.CreateItem create) {
                speaking.add(new ArrayDeque<>(call.turns.accepted(create.item()).steps()));
            }
        }

        void speak() {
            if (!speaking.isEmpty()) {
                Deque<Turn.Step> one = speaking.get(random.nextInt(speaking.size()));
                for (int i = random.nextInt(6); i >= 0 && !one.isEmpty(); i--) {
                    call.line().play(new Turn("", "", List.of(one.removeFirst())));
                }
                call.run();
                speaking.removeIf(Deque::isEmpty);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothing_is_heard_in_the_middle_of_something_else(long seed) {
        Random random = new Random(seed);
        try (Call call = Call.with(Call.agent())) {
            List<String> heard = new ArrayList<>();
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public void onAudio(AudioChunk chunk) {
                            String item = String.valueOf(chunk.itemId());
                            if (heard.isEmpty() || !heard.get(heard.size() - 1).equals(item)) {
                                heard.add(item);
                            }
                        }
                    });
            Far far = new Far(call, random);
            List<CompletionStage<Spoken>> said = new ArrayList<>();
            List<Integer> ends = new ArrayList<>();
            for (int step = 0; step < 400; step++) {
                int choice = random.nextInt(12);
                if (choice == 0 && said.size() - ends.size() < 20) {
                    int number = said.size();
                    CompletionStage<Spoken> stage =
                            call.does(() -> call.session.say(utterance(random)));
                    said.add(stage);
                    stage.whenComplete((spoken, failure) -> ends.add(number));
                } else if (choice == 1) {
                    call.does(() -> call.session.sendMessage("more", true));
                }
                far.listen();
                far.speak();
                call.advance(random.nextInt(200));
            }
            for (int i = 0; i < 4_000 && ends.size() < said.size(); i++) {
                far.listen();
                far.speak();
                call.advance(100);
            }
            assertTrue(said.size() > 10, "something was said: " + said.size());
            assertEquals(said.size(), ends.size(), "all was said");
            assertEquals(ends.stream().sorted().toList(), ends, "in the order of the calls");
            assertEquals(
                    new LinkedHashSet<>(heard).size(), heard.size(), "each in one piece: " + heard);
            for (CompletionStage<Spoken> stage : said) {
                assertEquals(false, stage.toCompletableFuture().join().interrupted());
            }
        }
    }

    private static Utterance utterance(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Utterance.verbatim("Just a moment.");
            case 1 -> Utterance.instructed("Say something kind.");
            default ->
                    Utterance.clip(
                            ScriptedTurns.tone(
                                    AudioFormat.PCM16_24K, 0, 100 + random.nextInt(1_500)));
        };
    }
}
