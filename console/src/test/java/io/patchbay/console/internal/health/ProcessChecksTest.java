package io.patchbay.console.internal.health;

import static io.patchbay.console.internal.health.Looks.eventually;
import static io.patchbay.console.internal.health.Looks.finds;
import static io.patchbay.console.internal.health.Looks.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.console.internal.health.Check.Level;
import io.patchbay.net.EventLoops;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of the process: what they tell when it is in trouble, and when it is well again. */
class ProcessChecksTest {

    @Test
    void a_blocked_loop_is_told_until_it_runs_again() {
        CountDownLatch hold = new CountDownLatch(1);
        try (EventLoops loops = EventLoops.create(2);
                LoopProbe probe = new LoopProbe(loops.loops(), Duration.ofMillis(20))) {
            LoopsCheck check = new LoopsCheck(probe);
            eventually(() -> is(check, Level.OK));
            loops.loops()
                    .get(1)
                    .execute(
                            () -> {
                                try {
                                    hold.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            });
            eventually(() -> is(check, Level.CRITICAL));
            finds(check, Level.CRITICAL, "patchbay-loop-", "is stuck");
            assertEquals(1, check.look().size(), "the other loop is well");
            hold.countDown();
            eventually(() -> is(check, Level.OK));
        }
    }

    @Test
    void little_room_in_the_heap_is_told_until_there_is_more() {
        System.gc();
        long kept = kept();
        long most = Runtime.getRuntime().maxMemory();
        double above = (kept + (24 << 20)) / (double) most;
        MemoryCheck little = new MemoryCheck(above, 2);
        MemoryCheck tooLittle = new MemoryCheck(above, above);
        finds(little, Level.OK, "MB are in use");
        byte[][] much = new byte[64][];
        for (int i = 0; i < much.length; i++) {
            much[i] = new byte[1 << 20];
        }
        System.gc();
        finds(little, Level.WARN, "larger heap");
        finds(tooLittle, Level.CRITICAL, "-Xmx");
        assertEquals(64, much.length);
        much = new byte[0][];
        System.gc();
        finds(little, Level.OK);
        assertEquals(0, much.length);
    }

    private static long kept() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    @Test
    void little_room_for_recordings_is_told(@TempDir Path folder) throws IOException {
        Path wanted = folder.resolve("not/yet/there");
        long room = Files.getFileStore(folder).getUsableSpace();
        finds(new DiskCheck(() -> Optional.of(wanted), 1, 1), Level.OK, "MB are free");
        finds(new DiskCheck(() -> Optional.of(wanted), room * 2, 1), Level.WARN, "make room");
        finds(
                new DiskCheck(() -> Optional.of(wanted), room * 2, room * 2),
                Level.CRITICAL,
                "not/yet/there");
        finds(new DiskCheck(Optional::empty, room * 2, room * 2), Level.OK, "Nothing is recorded");

        Path file = Files.createFile(folder.resolve("file"));
        finds(DiskCheck.of(() -> Optional.of(file.resolve("x"))), Level.CRITICAL, "Nothing can be");
    }

    @Test
    void the_process_tells_its_figures() {
        var figures = ProcessFigures.now();
        assertTrue(figures.get("heapUsed").longValue() > 0);
        assertTrue(figures.get("heapMax").longValue() >= figures.get("heapUsed").longValue());
        assertTrue(figures.get("threads").intValue() > 1);
        assertTrue(figures.get("uptime").longValue() > 0);
        assertTrue(figures.has("cpu") && figures.has("openFiles"));
    }
}
