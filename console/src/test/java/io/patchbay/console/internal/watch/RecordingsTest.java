package io.patchbay.console.internal.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.management.resource.Permission;
import io.patchbay.runtime.record.Recorder;
import io.patchbay.runtime.record.Recording;
import io.patchbay.runtime.record.RecordingOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Sessions that are recorded, and what is kept of them. */
class RecordingsTest {
    @TempDir Path folder;

    private WatchedCall call(String record) {
        return new WatchedCall(
                RealtimeAgent.builder("guide").build(),
                Map.of("recordings", folder.resolve("kept").toString(), "record", record));
    }

    private static Asking.Answer record(WatchedCall call, boolean on) throws Exception {
        return call.asks(
                        "POST",
                        "/v1/sessions/{id}/recording",
                        it -> it.with("id", call.session.id()).saying("{\"on\":" + on + "}"))
                .answer();
    }

    private static JsonNode list(WatchedCall call) throws Exception {
        return call.asks("GET", "/v1/recordings", it -> it).answer().json().path("recordings");
    }

    private static void awaitFinished(WatchedCall call) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!list(call).path(0).path("finished").asBoolean()) {
            assertTrue(System.nanoTime() < until, "not finished within 30 s");
        }
    }

    @Test
    void a_session_is_recorded_from_one_word_to_the_other() throws Exception {
        try (WatchedCall call = call("talk")) {
            assertEquals(0, list(call).size());
            String name = record(call, true).json().path("recording").asString();
            assertEquals(name, record(call, true).json().path("recording").asString());
            assertEquals(name, call.detail(Permission.OBSERVE).path("recording").asString());
            assertFalse(list(call).path(0).path("finished").asBoolean(true));
            Asking kept = call.asks("DELETE", "/v1/recordings/{name}", it -> it.with("name", name));
            assertEquals(409, kept.answer().status(), "it is being written");
            call.hears(call.turns.spokenAnswer("Good day.", 1_000));
            call.advance(2_000);
            assertTrue(record(call, false).json().path("recording").isNull());
            awaitFinished(call);
            JsonNode one = list(call).path(0);
            assertEquals(name, one.path("name").asString());
            assertEquals(call.session.id(), one.path("session").asString());
            assertEquals(2.0, one.path("seconds").asDouble(), 0.1);
            assertEquals(name + ".wav", one.path("wav").asString());
            Asking gone = call.asks("DELETE", "/v1/recordings/{name}", it -> it.with("name", name));
            assertEquals(200, gone.answer().status());
            assertEquals(0, list(call).size());
            Asking again =
                    call.asks("DELETE", "/v1/recordings/{name}", it -> it.with("name", name));
            assertEquals(404, again.answer().status());
        }
    }

    @Test
    void every_session_is_recorded_where_that_is_set_and_none_where_it_is_not() throws Exception {
        try (WatchedCall call = call("all")) {
            call.settle();
            assertEquals(1, list(call).size());
            call.session.close(CloseReason.NORMAL);
            call.settle();
            awaitFinished(call);
        }
        try (WatchedCall call = call("none")) {
            Asking.Answer refused = record(call, true);
            assertEquals(409, refused.status());
            assertTrue(refused.json().path("error").asString().contains("switched off"));
        }
    }

    @Test
    void nobody_but_who_runs_the_process_reads_the_folder() throws IOException {
        RecordingFolder made = new RecordingFolder(folder.resolve("a/b"), name -> false);
        made.make();
        Set<?> rights = Files.getPosixFilePermissions(folder.resolve("a/b"));
        assertEquals("[OWNER_EXECUTE, OWNER_READ, OWNER_WRITE]", sorted(rights));
    }

    private static String sorted(Set<?> rights) {
        return rights.stream().map(Object::toString).sorted().toList().toString();
    }

    @Test
    void no_name_leads_out_of_the_folder() throws IOException {
        Files.writeString(folder.resolve("secret.jsonl"), "{}");
        Files.createDirectories(folder.resolve("in"));
        RecordingFolder in = new RecordingFolder(folder.resolve("in"), name -> false);
        for (String name :
                List.of("../secret", "..", ".", "", "a/../../secret", "%2e%2e/secret", "a\0b")) {
            assertTrue(in.file(name, ".jsonl").isEmpty(), name);
            assertFalse(in.delete(name));
        }
        assertTrue(Files.exists(folder.resolve("secret.jsonl")));
    }

    @Test
    void the_oldest_that_are_finished_go_first() throws IOException {
        for (int i = 1; i <= 5; i++) {
            Files.writeString(folder.resolve("s" + i + "-2026010" + i + "-120000.jsonl"), "12345");
        }
        RecordingFolder kept = new RecordingFolder(folder, name -> name.startsWith("s1"));
        kept.keep(3, 1_000);
        assertEquals(
                List.of("s5", "s4", "s1"),
                kept.all().stream().map(RecordingFolder.Kept::session).toList());
        kept.keep(3, 9);
        assertEquals(
                List.of("s1"), kept.all().stream().map(RecordingFolder.Kept::session).toList());
    }

    @Test
    void what_is_being_written_can_be_read_up_to_what_is_certain() throws Exception {
        try (WatchedCall call = call("talk")) {
            Recording recording = Recorder.start(call.session, folder, RecordingOptions.DEFAULT);
            call.hears(call.turns.spokenAnswer("Good day.", 3_000));
            call.advance(2_500);
            Path wav = recording.wav().orElseThrow();
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            long certain = 0;
            while (certain <= RecordingFolder.HEADER) {
                assertTrue(System.nanoTime() < until, "nothing within 30 s");
                call.hears(call.turns.textAnswer("More."));
                call.advance(1_000);
                try (FileChannel file = FileChannel.open(wav)) {
                    // it is written meanwhile: what it states may grow between two looks
                    long before = RecordingFolder.HEADER + stated(file);
                    certain = RecordingFolder.certain(file, true);
                    long after = RecordingFolder.HEADER + stated(file);
                    String seen = before + ", " + certain + ", " + after;
                    assertTrue(before <= certain && certain <= after, seen);
                }
            }
            recording.close();
            recording.finished().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
        Path journal = folder.resolve("half.jsonl");
        Files.writeString(journal, "{\"a\":1}\n{\"b\":");
        try (FileChannel file = FileChannel.open(journal)) {
            assertEquals(8, RecordingFolder.certain(file, false));
        }
    }

    /** How many bytes of sound a file's header states. */
    private static int stated(FileChannel file) throws IOException {
        ByteBuffer header =
                ByteBuffer.allocate(RecordingFolder.HEADER).order(ByteOrder.LITTLE_ENDIAN);
        file.read(header, 0);
        return header.getInt(RecordingFolder.HEADER - 4);
    }

    @Test
    void a_part_of_a_file_is_what_was_asked_for() {
        assertEquals(new ByteRange(200, 0, 100), ByteRange.of(null, 100));
        assertEquals(new ByteRange(206, 0, 1), ByteRange.of("bytes=0-0", 100));
        assertEquals(new ByteRange(206, 90, 10), ByteRange.of("bytes=90-", 100));
        assertEquals(new ByteRange(206, 90, 10), ByteRange.of("bytes=90-500", 100));
        assertEquals(new ByteRange(206, 95, 5), ByteRange.of("bytes=-5", 100));
        assertEquals(new ByteRange(206, 0, 100), ByteRange.of("bytes=-500", 100));
        assertEquals(416, ByteRange.of("bytes=100-", 100).status());
        assertEquals(416, ByteRange.of("bytes=-0", 100).status());
        for (String odd :
                List.of("bytes=-", "bytes=5-1", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "")) {
            assertEquals(new ByteRange(200, 0, 100), ByteRange.of(odd, 100), odd);
        }
        assertEquals("bytes 90-99/100", ByteRange.of("bytes=90-", 100).header(100));
    }
}
