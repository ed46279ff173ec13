package io.patchbay.itest.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.record.Recorder;
import io.patchbay.runtime.record.Recording;
import io.patchbay.runtime.record.RecordingOptions;
import io.patchbay.tck.JournalReplay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recorded conversation, lived again in virtual time with the provider's own codec. */
class JournalReplayTest {
    @TempDir Path folder;

    /** What an OpenAI server says in a call with a tool, an interruption and a lost line. */
    private static List<String> scripted() {
        List<String> lines = new ArrayList<>();
        call(lines, 0, "{'type':'connect'}");
        in(
                lines,
                20,
                "{'type':'session.created','event_id':'e1','session':{'id':'sess_1','type':'realtime','model':'gpt-realtime'}}");
        in(
                lines,
                40,
                "{'type':'session.updated','event_id':'e2','session':{'id':'sess_1','type':'realtime','model':'gpt-realtime'}}");
        call(
                lines,
                100,
                "{'type':'add_item','item':{'content':[{'text':'What time is it?'}]},'respond':true}");
        in(
                lines,
                150,
                "{'type':'response.created','event_id':'e3','response':{'id':'resp_1','object':'realtime.response','status':'in_progress','output':[]}}");
        in(
                lines,
                200,
                "{'type':'response.output_item.added','event_id':'e4','response_id':'resp_1','output_index':0,'item':{'id':'item_c','type':'function_call','status':'in_progress','name':'clock','call_id':'call_1','arguments':''}}");
        in(
                lines,
                250,
                "{'type':'response.output_item.done','event_id':'e5','response_id':'resp_1','output_index':0,'item':{'id':'item_c','type':'function_call','status':'completed','name':'clock','call_id':'call_1','arguments':'{}'}}");
        in(
                lines,
                260,
                "{'type':'response.done','event_id':'e6','response':{'id':'resp_1','object':'realtime.response','status':'completed','output':[{'id':'item_c','type':'function_call','status':'completed','name':'clock','call_id':'call_1','arguments':'{}'}],'usage':{'total_tokens':7,'input_tokens':5,'output_tokens':2}}}");
        session(
                lines,
                260,
                "{'type':'tool_started','agent':'guide','tool':'clock','callId':'call_1','arguments':'{}'}");
        session(
                lines,
                900,
                "{'type':'tool_ended','agent':'guide','tool':'clock','callId':'call_1','output':'noon','outcome':'RESULT'}");
        in(
                lines,
                1_000,
                "{'type':'response.created','event_id':'e7','response':{'id':'resp_2','object':'realtime.response','status':'in_progress','output':[]}}");
        in(
                lines,
                1_010,
                "{'type':'response.output_item.added','event_id':'e8','response_id':'resp_2','output_index':0,'item':{'id':'item_a','type':'message','role':'assistant','status':'in_progress','content':[]}}");
        in(
                lines,
                1_020,
                "{'type':'conversation.item.added','event_id':'e9','previous_item_id':null,'item':{'id':'item_a','type':'message','role':'assistant','status':'in_progress','content':[]}}");
        for (int i = 0; i < 20; i++) {
            in(
                    lines,
                    1_100 + i,
                    "{'type':'response.output_audio.delta','event_id':'a"
                            + i
                            + "','response_id':'resp_2','item_id':'item_a','output_index':0,'content_index':0,'delta':'[audio 9600 bytes]'}");
        }
        in(
                lines,
                1_130,
                "{'type':'response.output_audio_transcript.delta','event_id':'e10','response_id':'resp_2','item_id':'item_a','output_index':0,'content_index':0,'delta':'It is noon, and'}");
        for (int at = 1_200; at < 2_000; at += 20) {
            line(lines, at, "audio", null, "{'type':'caller_audio','bytes':960}");
        }
        in(
                lines,
                2_000,
                "{'type':'input_audio_buffer.speech_started','event_id':'e11','audio_start_ms':500,'item_id':'item_u'}");
        in(
                lines,
                2_010,
                "{'type':'response.done','event_id':'e12','response':{'id':'resp_2','object':'realtime.response','status':'cancelled','status_details':{'type':'cancelled','reason':'turn_detected'},'output':[{'id':'item_a','type':'message','role':'assistant','status':'incomplete','content':[{'type':'output_audio','transcript':'It is noon, and'}]}],'usage':{'total_tokens':9,'input_tokens':5,'output_tokens':4}}}");
        line(
                lines,
                3_000,
                "line",
                null,
                "{'type':'state_changed','state':'DISCONNECTED','reason':{'cause':'FATAL','code':4001,'text':'the line broke'}}");
        return lines;
    }

    private static void call(List<String> lines, long millis, String event) {
        line(lines, millis, "call", null, event);
    }

    private static void in(List<String> lines, long millis, String event) {
        line(lines, millis, "wire", "in", event);
    }

    private static void session(List<String> lines, long millis, String event) {
        line(lines, millis, "session", null, event);
    }

    private static void line(
            List<String> lines,
            long millis,
            String kind,
            @org.jspecify.annotations.Nullable String dir,
            String event) {
        lines.add(
                "{\"t\":"
                        + millis / 1e3
                        + ",\"kind\":\""
                        + kind
                        + "\","
                        + (dir == null ? "" : "\"dir\":\"" + dir + "\",")
                        + "\"event\":"
                        + event.replace('\'', '"')
                        + "}");
    }

    private static RealtimeProvider openai() {
        return ServiceLoader.load(RealtimeProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals("openai"))
                .findFirst()
                .orElseThrow();
    }

    private static SessionOptions options(RealtimeAgent agent, LineChoice.Builder line) {
        return SessionOptions.builder().agent(agent).line(line.key("k").build()).build();
    }

    private static RealtimeAgent guide(List<FunctionTool> tools) {
        RealtimeAgent.Builder agent = RealtimeAgent.builder("guide").instructions("Be kind.");
        tools.forEach(agent::tool);
        return agent.build();
    }

    /** Lives it, and records that. */
    private Path lived(JournalReplay replay, String name) throws Exception {
        // nothing of its own to close: loop and workers are the replay's
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(replay::loop)
                        .workers(replay.loop())
                        .transport(replay.transport("websocket"))
                        .provider(openai())
                        .build();
        RealtimeSession session =
                patchbay.open(options(guide(replay.tools()), LineChoice.builder()));
        Recording recording =
                Recorder.start(
                        session,
                        folder,
                        RecordingOptions.builder().name(name).queueBytes(64 << 20).build());
        replay.drive(session);
        replay.loop().advance(Duration.ofMillis(1));
        recording.close();
        recording.finished().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertEquals(0, recording.dropped());
        return recording.journal();
    }

    @Test
    void a_replay_has_the_same_events_in_the_same_order() throws Exception {
        Path first = lived(JournalReplay.of(scripted()), "first");
        String told = Files.readString(first);
        for (String kind :
                List.of(
                        "tool_ended",
                        "audio_interrupted",
                        "response_ended",
                        "connected",
                        "conversation.item.truncate",
                        "the line broke")) {
            assertTrue(told.contains(kind), () -> kind + " is not in " + told);
        }
        JournalReplay replay = JournalReplay.of(first);
        Path second = lived(replay, "second");
        assertEquals(
                String.join("\n", JournalReplay.sessionEvents(first)),
                String.join("\n", JournalReplay.sessionEvents(second)));
        assertEquals(List.of(), replay.unexpected(), "and it sends nothing else");
    }

    @Test
    void a_replay_of_another_story_has_other_events() throws Exception {
        Path first = lived(JournalReplay.of(scripted()), "first");
        List<String> other = new ArrayList<>(Files.readAllLines(first));
        other.removeIf(line -> line.contains("speech_started"));
        Path second = lived(JournalReplay.of(other), "other");
        assertFalse(JournalReplay.sessionEvents(first).equals(JournalReplay.sessionEvents(second)));
    }

    @Test
    void a_conversation_over_a_real_socket_can_be_lived_again() throws Exception {
        Path first;
        try (Emulator emulator = Emulator.builder().start();
                Patchbay patchbay = Patchbay.load();
                RealtimeSession session =
                        patchbay.open(
                                options(
                                        guide(List.of()),
                                        LineChoice.builder().url(emulator.webSocketUri())))) {
            Recording recording =
                    Recorder.start(
                            session, folder, RecordingOptions.builder().name("real").build());
            CountDownLatch answered = new CountDownLatch(1);
            session.on(
                    io.patchbay.api.session.SessionEvent.ResponseEnded.class,
                    ended -> answered.countDown());
            session.connect().toCompletableFuture().get(15, TimeUnit.SECONDS);
            session.sendMessage("Hello").toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertTrue(answered.await(30, TimeUnit.SECONDS), "answered");
            session.close(CloseReason.NORMAL).toCompletableFuture().get(10, TimeUnit.SECONDS);
            recording.finished().toCompletableFuture().get(10, TimeUnit.SECONDS);
            first = recording.journal();
        }
        Path second = lived(JournalReplay.of(first), "again");
        assertEquals(
                String.join("\n", JournalReplay.sessionEvents(first)),
                String.join("\n", JournalReplay.sessionEvents(second)));
    }

    @Test
    void what_cannot_be_replayed_is_refused_by_name() {
        String why =
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        JournalReplay.of(
                                                List.of(
                                                        "{\"t\":1.5,\"kind\":\"call\",\"event\":{\"type\":\"update_agent\"}}")))
                        .toString();
        assertTrue(why.contains("update_agent") && why.contains("1500 ms"), why);
        String cut =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> JournalReplay.of(List.of("{}", "{\"t\":")))
                        .toString();
        assertTrue(cut.contains("line 2"), cut);
    }
}
