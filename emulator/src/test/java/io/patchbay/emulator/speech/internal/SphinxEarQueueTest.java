package io.patchbay.emulator.speech.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.NotHeardException;
import io.patchbay.emulator.speech.NotHeardException.Reason;
import io.patchbay.emulator.speech.Vocabulary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ear's worker is held up by its clock, so that the queue fills while the test looks on. */
class SphinxEarQueueTest {
    private static final Vocabulary VOCABULARY = Vocabulary.of("hello");

    private final AtomicLong now = new AtomicLong();
    private final CountDownLatch workerIsThere = new CountDownLatch(1);
    private final CountDownLatch workerMayGoOn = new CountDownLatch(1);
    private final SphinxEar ear =
            new SphinxEar(
                    EarOptions.defaults().withQueueLength(2).withPatience(Duration.ofSeconds(10)),
                    this::time);

    private long time() {
        if (Thread.currentThread().getName().startsWith("patchbay-ear")) {
            workerIsThere.countDown();
            try {
                workerMayGoOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return now.get();
    }

    @AfterEach
    void close() {
        workerMayGoOn.countDown();
        ear.close();
    }

    @Test
    void a_turn_that_finds_the_queue_full_fails_at_once_and_the_others_are_heard()
            throws InterruptedException {
        CompletableFuture<Heard> first = turn();
        workerIsThere.await();
        CompletableFuture<Heard> second = turn();
        CompletableFuture<Heard> third = turn();
        CompletableFuture<Heard> fourth = turn();

        assertEquals(Reason.QUEUE_FULL, failure(fourth));
        assertFalse(first.isDone() || second.isDone() || third.isDone());
        workerMayGoOn.countDown();
        assertEquals(new Heard.NotUnderstood(), first.join());
        assertEquals(new Heard.NotUnderstood(), second.join());
        assertEquals(new Heard.NotUnderstood(), third.join());
    }

    @Test
    void a_turn_that_waited_longer_than_its_patience_is_too_late() throws InterruptedException {
        CompletableFuture<Heard> turn = turn();
        workerIsThere.await();
        now.addAndGet(Duration.ofSeconds(10).toNanos() + 1);
        workerMayGoOn.countDown();

        assertEquals(Reason.TOO_LATE, failure(turn));
    }

    @Test
    void closing_fails_those_who_wait_and_those_who_come_later() throws InterruptedException {
        CompletableFuture<Heard> heard = turn();
        workerIsThere.await();
        CompletableFuture<Heard> waiting = turn();
        ear.close();
        ear.close();

        assertEquals(Reason.CLOSED, failure(waiting));
        assertEquals(Reason.CLOSED, failure(turn()));
        workerMayGoOn.countDown();
        assertEquals(new Heard.NotUnderstood(), heard.join());
    }

    private CompletableFuture<Heard> turn() {
        return ear.hear(new short[16_000], 16_000, VOCABULARY).toCompletableFuture();
    }

    private static Reason failure(CompletableFuture<Heard> turn) {
        CompletionException failure = assertThrows(CompletionException.class, turn::join);
        return assertInstanceOf(NotHeardException.class, failure.getCause()).reason();
    }
}
