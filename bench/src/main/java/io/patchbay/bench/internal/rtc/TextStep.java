package io.patchbay.bench.internal.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.floor.BarePeer;
import io.patchbay.net.EventLoops;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Messages of 200 bytes one way over the text channel: two links, beside two bare peers. */
final class TextStep {

    private static final int BYTES = 200;

    /** Bare peers wait for room above this. */
    private static final int MOST_PENDING = 1 << 20;

    private final RtcPlan plan;
    private final RtcEngine engine;
    private final Results results;
    private final Consumer<String> told;

    TextStep(RtcPlan plan, RtcEngine engine, Results results, Consumer<String> told) {
        this.plan = plan;
        this.engine = engine;
        this.results = results;
        this.told = told;
    }

    void run() {
        for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
            for (int turn = 0; turn < 2; turn++) {
                if ((round + turn & 1) == 0) {
                    keep(round, "link", "messages of 200 bytes, two links", links());
                } else {
                    keep(round, "bare", "messages of 200 bytes, bare peers", bare());
                }
            }
        }
    }

    private void keep(int round, String id, String name, double perSecond) {
        told.accept(Steps.line(round, name, "%.0f a second", perSecond));
        if (round >= 0) {
            results.add("text." + id, name, "1/s", perSecond);
        }
    }

    private double perSecond(long begun) {
        return plan.messages() * 1e9 / (System.nanoTime() - begun);
    }

    private double bare() {
        AtomicInteger read = new AtomicInteger();
        try (BarePeer caller = new BarePeer(engine, pcm -> {}, text -> {});
                BarePeer called = new BarePeer(engine, pcm -> {}, text -> read.incrementAndGet())) {
            BarePeer.connect(caller, called);
            ByteBuffer message = ByteBuffer.wrap(new byte[BYTES]);
            long begun = System.nanoTime();
            for (int i = 0; i < plan.messages(); i++) {
                while (i % 64 == 0 && caller.pending() > MOST_PENDING) {
                    LockSupport.parkNanos(100_000);
                }
                caller.send(message.duplicate());
            }
            Waits.until("all messages", () -> read.get() >= plan.messages());
            return perSecond(begun);
        }
    }

    private double links() {
        AtomicInteger read = new AtomicInteger();
        try (EventLoops loops = EventLoops.create(1)) {
            SerialLoop loop = loops.next();
            Flood flood = new Flood(loop, plan.messages());
            Reader reader = new Reader(read);
            loop.execute(
                    () -> {
                        flood.link = RtcLink.open(engine, RtcSettings.defaults(), loop, flood);
                        reader.link = RtcLink.open(engine, RtcSettings.defaults(), loop, reader);
                        flood.link
                                .offer()
                                .thenCompose(reader.link::answer)
                                .thenCompose(flood.link::accept);
                    });
            Waits.until("two links", () -> flood.open && reader.open);
            long begun = System.nanoTime();
            loop.execute(flood::send);
            Waits.until("all messages", () -> read.get() >= plan.messages());
            double found = perSecond(begun);
            for (End end : new End[] {flood, reader}) {
                end.close();
            }
            return found;
        }
    }

    /** One end. */
    private abstract static class End implements RtcLink.Listener {

        @SuppressWarnings("NullAway.Init") // on the loop, before anything else
        RtcLink link;

        volatile boolean open;

        @Override
        public void onTextOpen() {
            open = true;
        }

        @Override
        public void onAudio(ByteBuffer frame) {
            // nobody speaks
        }

        @Override
        public void onEnded(RtcException failure) {
            // the other end is closed first
        }

        void close() {
            link.close().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    private static final class Reader extends End {
        private final AtomicInteger read;

        Reader(AtomicInteger read) {
            this.read = read;
        }

        @Override
        public void onText(ByteBuffer utf8) {
            read.incrementAndGet();
        }
    }

    private static final class Flood extends End {
        private final SerialLoop loop;
        private final ByteBuffer message = ByteBuffer.wrap(new byte[BYTES]);
        private int left;

        Flood(SerialLoop loop, int messages) {
            this.loop = loop;
            this.left = messages;
        }

        @Override
        public void onText(ByteBuffer utf8) {
            // the reader does not answer
        }

        @Override
        public void onWritable() {
            send();
        }

        /** As much as there is room for; in pieces, so that the other end has its turn. */
        void send() {
            for (int i = 0; i < 64 && left > 0; i++) {
                if (!link.sendText(message.duplicate())) {
                    return;
                }
                left--;
            }
            if (left > 0) {
                loop.execute(this::send);
            }
        }
    }
}
