package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.Sounds;
import io.patchbay.emulator.protocol.internal.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a call by packets does differently: the output buffer, and truncation by what was sent. */
class PacketCallTest {
    /** Two seconds of sound, since every word is 200 ms of a tone. */
    private static final String LONG = "one two three four five six seven eight nine ten";

    /** These two seconds and what resampling adds, filled up to a whole packet of 10 ms. */
    private static final int LONG_BYTES = 2_010 * 48;

    private final Call call = Call.byPackets(EmulatorOptions.defaults().withPace(10));

    private Call answering() {
        return call.say(LONG).forget().respond();
    }

    /** Half a second of speech, after which the detector has noticed it. */
    private void interrupt() {
        call.hears(Sounds.hiss(48 * 400)).hears(Sounds.tone(48_000, 48 * 500));
    }

    private int at(String type) {
        int at = call.types().indexOf(type);
        assertTrue(at >= 0, () -> type + " in " + call.types());
        return at;
    }

    @Test
    void sound_leaves_as_packets_and_the_buffer_tells_when_it_begins_and_ends() {
        answering().passes(Duration.ofSeconds(4));
        assertEquals(List.of(), call.all("response.output_audio.delta"));
        assertTrue(at("response.content_part.added") < at("output_audio_buffer.started"));
        assertTrue(at("output_audio_buffer.started") < at("response.done"));
        assertEquals(call.types().size() - 1, at("output_audio_buffer.stopped"));
        String id = call.done().path("id").stringValue();
        assertEquals(
                id, call.only("output_audio_buffer.started").path("response_id").stringValue());
        assertEquals(
                id, call.only("output_audio_buffer.stopped").path("response_id").stringValue());
        assertEquals(LONG, call.answer());
        assertEquals(LONG_BYTES, call.packets.sent().length);
    }

    @Test
    void pace_hastens_the_events_but_not_the_sound() {
        answering().passes(Duration.ofMillis(500));
        assertEquals("completed", call.done().path("status").stringValue());
        assertEquals(500 * 48, call.packets.sent().length);
        assertFalse(call.types().contains("output_audio_buffer.stopped"));
        call.passes(Duration.ofMillis(1_500));
        assertFalse(call.types().contains("output_audio_buffer.stopped"));
        call.passes(Duration.ofMillis(10));
        assertTrue(call.types().contains("output_audio_buffer.stopped"));
    }

    @Test
    void speech_cuts_off_an_answer_and_truncates_it_to_what_was_sent() {
        answering().passes(Duration.ofMillis(300)).forget();
        interrupt();
        int sent = call.packets.sent().length;
        assertTrue(sent > 300 * 48 && sent < LONG_BYTES, () -> sent + " bytes");
        assertEquals(
                List.of(
                        "input_audio_buffer.speech_started",
                        "output_audio_buffer.cleared",
                        "conversation.item.truncated"),
                call.types());
        JsonNode truncated = call.only("conversation.item.truncated");
        assertEquals(sent / 48, truncated.path("audio_end_ms").intValue());
        String item = truncated.path("item_id").stringValue();
        call.send("{'type':'conversation.item.retrieve','item_id':'" + item + "'}");
        JsonNode part = call.only("conversation.item.retrieved").at("/item/content/0");
        assertTrue(part.path("transcript").isNull());
        assertEquals(sent, Base64.getDecoder().decode(part.path("audio").stringValue()).length);
        call.forget().passes(Duration.ofSeconds(3));
        assertEquals(sent, call.packets.sent().length, "silence follows");
    }

    @Test
    void speech_during_generation_cancels_it_before_the_buffer_is_cleared() {
        Call slow = Call.byPackets(EmulatorOptions.defaults().withPace(1));
        slow.say(LONG).forget().respond().passes(Duration.ofMillis(300)).forget();
        slow.hears(Sounds.hiss(48 * 400)).hears(Sounds.tone(48_000, 48 * 500));
        List<String> types = new ArrayList<>(slow.types());
        types.removeIf("response.output_audio_transcript.delta"::equals);
        assertEquals(
                List.of(
                        "input_audio_buffer.speech_started",
                        "response.output_audio.done",
                        "response.output_audio_transcript.done",
                        "response.content_part.done",
                        "conversation.item.done",
                        "response.output_item.done",
                        "response.done",
                        "output_audio_buffer.cleared",
                        "conversation.item.truncated"),
                types);
        assertEquals("turn_detected", slow.done().at("/status_details/reason").stringValue());
        assertEquals(
                slow.packets.sent().length / 48,
                slow.only("conversation.item.truncated").path("audio_end_ms").intValue());
    }

    @Test
    void speech_leaves_the_buffer_alone_if_the_session_says_so() {
        call.update(
                "'audio':{'input':{'turn_detection':{'type':'server_vad','interrupt_response':false}}}");
        answering().passes(Duration.ofMillis(100));
        interrupt();
        call.passes(Duration.ofSeconds(3));
        assertTrue(call.types().contains("input_audio_buffer.speech_started"));
        assertEquals(List.of(), call.all("output_audio_buffer.cleared"));
        assertTrue(call.types().contains("output_audio_buffer.stopped"));
    }

    @Test
    void cancelling_stops_the_making_and_what_was_made_is_still_heard() {
        Call slow = Call.byPackets(EmulatorOptions.defaults().withPace(2));
        slow.say(LONG).respond().passes(Duration.ofMillis(350));
        slow.forget().send("{'type':'response.cancel'}");
        assertEquals("cancelled", slow.done().path("status").stringValue());
        assertFalse(slow.types().contains("output_audio_buffer.stopped"));
        slow.passes(Duration.ofSeconds(3));
        assertEquals("output_audio_buffer.stopped", slow.types().get(slow.types().size() - 1));
        assertEquals(List.of(), slow.all("conversation.item.truncated"));
        assertEquals(
                slow.done().at("/output/0/id").stringValue(),
                slow.only("response.output_item.done").at("/item/id").stringValue());
        assertEquals(800 * 48, slow.packets.sent().length, "four deltas of 200 ms");
    }

    @Test
    void a_client_clears_the_buffer_at_once() {
        answering().passes(Duration.ofMillis(400));
        call.forget().send("{'type':'output_audio_buffer.clear'}");
        assertEquals(
                List.of("output_audio_buffer.cleared", "conversation.item.truncated"),
                call.types());
        assertEquals(400, call.only("conversation.item.truncated").path("audio_end_ms").intValue());
        call.passes(Duration.ofSeconds(3));
        assertEquals(400 * 48, call.packets.sent().length);
        assertEquals(List.of(), call.all("output_audio_buffer.stopped"));
    }

    @Test
    void what_is_made_after_a_clear_is_not_heard() {
        Call slow = Call.byPackets(EmulatorOptions.defaults().withPace(1));
        slow.say(LONG).respond().passes(Duration.ofMillis(400));
        slow.send("{'type':'output_audio_buffer.clear'}");
        slow.passes(Duration.ofSeconds(4));
        assertEquals(400 * 48, slow.packets.sent().length);
        assertEquals("completed", slow.done().path("status").stringValue());
        slow.forget().respond().passes(Duration.ofSeconds(4));
        assertEquals(400 * 48 + LONG_BYTES, slow.packets.sent().length, "the next answer is");
        assertTrue(slow.types().contains("output_audio_buffer.stopped"));
    }

    @Test
    void clearing_an_empty_buffer_repeats_the_last_response() {
        call.send("{'type':'output_audio_buffer.clear'}");
        assertEquals(List.of(), call.all("output_audio_buffer.cleared"));
        answering().passes(Duration.ofSeconds(4));
        call.send("{'type':'output_audio_buffer.clear'}");
        assertEquals(
                call.done().path("id").stringValue(),
                call.only("output_audio_buffer.cleared").path("response_id").stringValue());
        assertEquals(List.of(), call.all("error"));
    }

    @Test
    void answers_are_heard_one_after_the_other() {
        answering().passes(Duration.ofMillis(300));
        String first = call.done().path("id").stringValue();
        call.respond().passes(Duration.ofMillis(300));
        String second = call.done().path("id").stringValue();
        assertEquals(1, call.all("output_audio_buffer.started").size());
        call.passes(Duration.ofSeconds(4));
        List<String> buffer =
                call.events.stream()
                        .filter(
                                e ->
                                        e.path("type")
                                                .stringValue("")
                                                .startsWith("output_audio_buffer"))
                        .map(
                                e ->
                                        e.path("type").stringValue("").substring(20)
                                                + " "
                                                + e.path("response_id").stringValue(""))
                        .toList();
        assertEquals(
                List.of(
                        "started " + first,
                        "stopped " + first,
                        "started " + second,
                        "stopped " + second),
                buffer);
    }

    @Test
    void an_answer_in_writing_makes_no_sound() {
        call.say(LONG).forget().respond("'output_modalities':['text']");
        call.passes(Duration.ofSeconds(3));
        assertEquals(LONG, call.answer());
        assertEquals(0, call.packets.sent().length);
        assertTrue(call.types().stream().noneMatch(type -> type.startsWith("output_audio_buffer")));
    }

    @Test
    void the_caller_is_heard_continuously() {
        call.ear.hears("hello there");
        call.update(
                "'audio':{'input':{'transcription':{'model':'gpt-4o-transcribe'},"
                        + "'turn_detection':{'type':'server_vad'}}}");
        call.forget()
                .hears(Sounds.hiss(48 * 600))
                .hears(Sounds.tone(48_000, 48_000))
                .hears(Sounds.hiss(48 * 1_000));
        int start =
                call.only("input_audio_buffer.speech_started").path("audio_start_ms").intValue();
        int end = call.only("input_audio_buffer.speech_stopped").path("audio_end_ms").intValue();
        assertTrue(start >= 100 && start <= 600, () -> "began at " + start);
        assertTrue(end >= 1_600 && end <= 2_100, () -> "ended at " + end);
        assertEquals(
                "hello there",
                call.only("conversation.item.input_audio_transcription.completed")
                        .path("transcript")
                        .stringValue());
    }

    @Test
    void a_call_is_heard_in_the_format_that_the_session_names() {
        call.update("'audio':{'input':{'format':{'type':'audio/pcmu'}}}");
        call.hears(Sounds.hiss(48 * 600)).hears(Sounds.tone(48_000, 48_000));
        assertTrue(call.types().contains("input_audio_buffer.speech_started"));
    }

    @Test
    void what_nobody_commits_pushes_out_the_oldest() {
        Call small =
                Call.byPackets(
                        new EmulatorOptions(
                                0,
                                Set.of(),
                                Optional.empty(),
                                0,
                                Duration.ofMillis(200),
                                true,
                                false,
                                Duration.ofMinutes(60),
                                Duration.ZERO,
                                1,
                                0,
                                96_000,
                                1));
        small.update("'audio':{'input':{'turn_detection':null}}");
        small.hears(Sounds.tone(48_000, 48 * 5_000));
        assertEquals(List.of(), small.all("error"));
        small.send("{'type':'input_audio_buffer.commit'}");
        assertEquals(1, small.all("input_audio_buffer.committed").size());
    }

    @Test
    void a_drop_counts_the_sound_that_left_for_the_link() {
        call.session.inject(new Fault.Drop(3));
        answering().passes(Duration.ofSeconds(1));
        assertTrue(call.aborted);
        assertFalse(call.types().contains("output_audio_buffer.stopped"));
    }

    @Test
    void a_stall_holds_the_sound_back_too() {
        answering().passes(Duration.ofMillis(200));
        call.session.inject(new Fault.Stall(Duration.ofSeconds(1)));
        int before = call.packets.sent().length;
        call.passes(Duration.ofMillis(900));
        assertEquals(before, call.packets.sent().length);
        call.passes(Duration.ofSeconds(4));
        assertEquals(LONG_BYTES, call.packets.sent().length);
        assertTrue(call.types().contains("output_audio_buffer.stopped"));
    }

    private static Wire told(List<String> seen) {
        return new Wire() {
            @Override
            public void send(byte[] utf8) {
                String frame = new String(utf8, StandardCharsets.UTF_8);
                seen.add(Json.parse(frame).path("type").stringValue(""));
            }

            @Override
            public boolean writable() {
                return true;
            }

            @Override
            public void close(int code, String reason) {
                seen.add("closed " + code);
            }

            @Override
            public void abort() {
                seen.add("aborted");
            }
        };
    }

    @Test
    void a_sideband_that_comes_as_the_call_ends_is_told_so() {
        call.session.closed();
        List<String> seen = new ArrayList<>();
        call.session.attach(told(seen), Recording.NONE);
        assertEquals(List.of("closed 1000"), seen);
    }

    @Test
    void a_sideband_is_greeted_and_gets_what_the_caller_gets() {
        List<String> seen = new ArrayList<>();
        Sideband sideband = call.session.attach(told(seen), Recording.NONE);
        assertEquals(List.of("session.created"), seen);
        call.forget();
        seen.clear();
        sideband.receive(
                ByteBuffer.wrap("{\"type\":\"response.create\"}".getBytes(StandardCharsets.UTF_8)));
        call.passes(Duration.ofSeconds(4));
        assertFalse(seen.isEmpty());
        assertEquals(call.types(), seen);
        call.session.closed();
        assertEquals("closed 1000", seen.get(seen.size() - 1));
    }
}
