package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Role;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.AgentHandoff;
import io.patchbay.api.session.SessionEvent.GuardrailTripped;
import io.patchbay.api.session.SessionEvent.ToolApprovalRequested;
import io.patchbay.api.session.SessionEvent.ToolEnded;
import io.patchbay.api.session.SessionEvent.TranscriptDone;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.leg.PcmSource;
import io.patchbay.runtime.leg.WavLeg;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people are told to say to the agents of the hotel, and what comes of it. */
class HotelStoryTest {

    /** What each phrase leads to. */
    private static final Map<String, Predicate<SessionEvent>> OUTCOMES = outcomes();

    @SuppressWarnings("NullAway.Init")
    private static Emulator emulator;

    @SuppressWarnings("NullAway.Init")
    private static Patchbay patchbay;

    private static Map<String, Predicate<SessionEvent>> outcomes() {
        Map<String, Predicate<SessionEvent>> outcomes = new LinkedHashMap<>();
        outcomes.put("what is the current time in berlin", tool("current_time", " in Berlin."));
        outcomes.put("what time is it in berlin", tool("current_time", " in Berlin."));
        outcomes.put("what is on the breakfast menu", tool("breakfast_menu", "smoked trout"));
        outcomes.put("i would like a late checkout until two", approval("{\"until\":\"TWO\"}"));
        outcomes.put("i would like a late checkout until noon", approval("{\"until\":\"NOON\"}"));
        outcomes.put("i need a wake up call at seven", tool("wake_up_call", "at 7 o'clock"));
        outcomes.put("i need a wake up call at six", tool("wake_up_call", "at 6 o'clock"));
        outcomes.put("calculate twelve times seven", tool("calculate", "is 84."));
        outcomes.put("what is the current time in london", tool("current_time", " in London."));
        outcomes.put("let me talk to the night porter", handoff("night_porter"));
        outcomes.put("let me talk to the concierge", handoff("concierge"));
        outcomes.put("where is the master key", event -> event instanceof GuardrailTripped);
        for (String small : List.of("hello", "thank you", "goodbye", "good night")) {
            outcomes.put(small, said(small));
        }
        return outcomes;
    }

    private static Predicate<SessionEvent> tool(String name, String answer) {
        return event ->
                event instanceof ToolEnded ended
                        && ended.tool().equals(name)
                        && ended.toString().contains(answer);
    }

    private static Predicate<SessionEvent> approval(String arguments) {
        return event ->
                event instanceof ToolApprovalRequested requested
                        && requested.approval().arguments().replace(" ", "").equals(arguments);
    }

    private static Predicate<SessionEvent> handoff(String to) {
        return event -> event instanceof AgentHandoff handoff && handoff.to().equals(to);
    }

    private static Predicate<SessionEvent> said(String words) {
        return event ->
                event instanceof TranscriptDone done
                        && done.role() == Role.ASSISTANT
                        && plain(done.transcript()).contains(words);
    }

    private static String plain(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", "").strip();
    }

    @BeforeAll
    static void serve() throws IOException {
        WarmSpeech speech = WarmSpeech.open();
        emulator = Emulator.builder().pace(0).engines(speech.engines()).start();
        speech.load().join();
        patchbay = Patchbay.load();
    }

    @AfterAll
    static void stop() {
        patchbay.close();
        emulator.close();
    }

    /** A call of its own to one of the agents. */
    private static final class Talk implements AutoCloseable {
        private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
        private final RealtimeSession session;

        Talk(String agent) {
            session = patchbay.open(options(agent));
            session.listen(
                    new SessionListener() {
                        @Override
                        public void onEvent(SessionEvent event) {
                            events.add(event);
                        }
                    });
            session.connect().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        }

        List<SessionEvent> leadsTo(String phrase) throws InterruptedException {
            return leadsTo(Objects.requireNonNull(OUTCOMES.get(plain(phrase)), phrase), phrase);
        }

        /** What came before it. */
        List<SessionEvent> leadsTo(Predicate<SessionEvent> outcome, String phrase)
                throws InterruptedException {
            List<SessionEvent> seen = new ArrayList<>();
            while (true) {
                @Nullable SessionEvent event = events.poll(30, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("'" + phrase + "' leads nowhere: " + seen);
                }
                if (outcome.test(event)) {
                    return seen;
                }
                seen.add(event);
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }

    private static SessionOptions options(String agent) {
        return SessionOptions.builder()
                .agent(agent)
                .line(LineChoice.builder().url(emulator.webSocketUri()).key("any").build())
                .build();
    }

    private static List<String> phrases(String agent) throws Exception {
        JsonNode told =
                JsonMapper.shared()
                        .readTree(
                                patchbay.describeCall(options(agent))
                                        .toCompletableFuture()
                                        .get(60, TimeUnit.SECONDS));
        List<ToolDefinition.Function> tools = new ArrayList<>();
        for (JsonNode tool : told.path("tools")) {
            tools.add(
                    new ToolDefinition.Function(
                            tool.path("name").asString(),
                            tool.path("description").asString(),
                            tool.path("parameters").toString()));
        }
        return Emulator.phrases(told.path("instructions").asString(), tools);
    }

    @Test
    void every_phrase_does_what_it_says_when_it_is_typed() throws Exception {
        for (String agent : List.of("concierge", "night_porter")) {
            List<String> phrases = phrases(agent);
            assertTrue(phrases.size() >= 5, phrases::toString);
            for (String phrase : phrases) {
                try (Talk talk = new Talk(agent)) {
                    talk.session.sendMessage(phrase);
                    talk.leadsTo(phrase);
                }
            }
        }
    }

    @Test
    void who_takes_over_says_so_and_who_was_stopped_is_sorry() throws Exception {
        try (Talk talk = new Talk("concierge")) {
            talk.session.sendMessage("let me talk to the night porter");
            List<SessionEvent> handover =
                    talk.leadsTo(said("hello night porter here"), "a handover");
            assertTrue(handover.stream().noneMatch(said("assistant")), handover::toString);
            talk.session.sendMessage("where is the master key");
            talk.leadsTo(event -> event instanceof GuardrailTripped, "a rule of the house");
            List<SessionEvent> before =
                    talk.leadsTo(said("i am sorry"), "an answer that was stopped");
            assertTrue(
                    before.stream().noneMatch(GuardrailTripped.class::isInstance),
                    "stopped once: " + before);
            talk.session.sendMessage("what is the current time in berlin");
            before = talk.leadsTo("what is the current time in berlin");
            assertTrue(
                    before.stream().noneMatch(GuardrailTripped.class::isInstance),
                    "and goes on: " + before);
        }
    }

    /** In real time, one after the other. */
    @Test
    @Tag("once")
    void every_recorded_question_is_heard_as_it_was_said(@TempDir Path folder) throws Exception {
        try (InputStream in = HotelStoryTest.class.getResourceAsStream("/samples/samples.json")) {
            for (JsonNode sample : JsonMapper.shared().readTree(in)) {
                String words = sample.path("words").asString();
                Path file = folder.resolve(sample.path("id").asString() + ".wav");
                try (InputStream sound =
                        HotelStoryTest.class.getResourceAsStream(
                                "/samples/" + file.getFileName())) {
                    Files.copy(Objects.requireNonNull(sound, file.toString()), file);
                }
                try (Talk talk = new Talk("concierge")) {
                    talk.session.addLeg(WavLeg.builder().input(PcmSource.wav(file)).open());
                    assertEquals(plain(words), heard(talk.events));
                    talk.leadsTo(words);
                }
            }
        }
    }

    private static String heard(BlockingQueue<SessionEvent> events) throws InterruptedException {
        while (true) {
            @Nullable SessionEvent event = events.poll(30, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("nothing was heard");
            }
            if (event instanceof TranscriptDone done && done.role() == Role.USER) {
                return plain(done.transcript());
            }
        }
    }
}
