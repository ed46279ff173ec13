package io.patchbay.itest.internal;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import io.patchbay.itest.call.Call;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** One call, and what was heard of it. */
final class EmulatedCall implements Call, SessionListener {

    private static final long PATIENCE_SECONDS = 60;
    private static final int FRAME_SAMPLES = 480;
    private static final int SILENT_FRAMES = 60;
    private static final int LOUD = 1_500;
    private static final long FRAME_MILLIS = 20;
    private static final long FRAME_NANOS = FRAME_MILLIS * 1_000_000;

    private final RealtimeSession session;
    private final Speaker speaker;
    private final boolean paced;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<SessionEvent> moments = new LinkedBlockingQueue<>();
    private final List<String> tools = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> story = new CopyOnWriteArrayList<>();
    private final List<String> tripped = new CopyOnWriteArrayList<>();
    private final AtomicLong micros = new AtomicLong();
    private final AtomicLong loud = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final List<String> providers = new CopyOnWriteArrayList<>();
    private volatile String over = "";

    /** {@code paced} is for lines that take no sound ahead of its time. */
    EmulatedCall(RealtimeSession session, Speaker speaker, boolean paced) {
        this.paced = paced;
        this.session = session;
        this.speaker = speaker;
        session.listen(this);
    }

    @Override
    public void onEvent(SessionEvent event) {
        story.add(tell(event));
        if (event instanceof SessionEvent.AgentEnded ended) {
            if (!ended.text().isBlank()) {
                answers.add(ended.text());
            }
            // last, since whoever waits for the moment then forgets the answer
            moments.add(event);
        } else if (event instanceof SessionEvent.ToolEnded tool) {
            tools.add(tool.tool() + " " + tool.outcome());
        } else if (event instanceof SessionEvent.Error error) {
            complaints.add(error.source() + ": " + error.message());
        } else if (event instanceof SessionEvent.Warning warning) {
            complaints.add(warning.code() + ": " + warning.message());
        } else if (event instanceof SessionEvent.GuardrailTripped trip) {
            tripped.add(trip.guardrail());
        } else if (event instanceof SessionEvent.Connected first && providers.isEmpty()) {
            providers.add(first.line().provider());
        } else if (event instanceof SessionEvent.Reconnected back) {
            providers.add(back.line().provider() + " " + back.restored());
        } else if (event instanceof SessionEvent.Swapped swapped) {
            lost.addAndGet(swapped.swap().audioLost().toMillis());
        } else if (event instanceof SessionEvent.StateChanged changed) {
            CloseReason reason = changed.reason();
            if (changed.state() == SessionState.CLOSED && reason != null) {
                over = reason.cause() + " " + reason.text();
            }
        } else if (event instanceof SessionEvent.AudioStarted
                || event instanceof SessionEvent.AudioInterrupted) {
            moments.add(event);
        }
    }

    /** What helps to understand a call that went wrong; never what was said. */
    private static String tell(SessionEvent event) {
        String kind = event.getClass().getSimpleName();
        if (event instanceof SessionEvent.ResponseEnded ended) {
            Response response = ended.response();
            return kind
                    + " "
                    + response.status()
                    + " "
                    + response.reason()
                    + " "
                    + response.error();
        }
        if (event instanceof SessionEvent.HistoryAdded added) {
            return kind + " " + added.item().getClass().getSimpleName();
        }
        if (event instanceof SessionEvent.Extension extension) {
            return kind + " " + extension.type();
        }
        return kind;
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        micros.addAndGet(chunk.micros());
        if (isLoud(chunk.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN))) {
            loud.addAndGet(chunk.micros());
        }
    }

    @Override
    public String type(String message) {
        answers.clear();
        session.sendMessage(message);
        return answer();
    }

    @Override
    public String speak(String sentence) {
        answers.clear();
        Speech speech = speaker.speak(sentence);
        short[] samples = speech.samples();
        long due = System.nanoTime();
        int frames = samples.length / FRAME_SAMPLES + 1 + SILENT_FRAMES;
        for (int i = 0; i < frames; i++) {
            send(samples, i * FRAME_SAMPLES);
            if (paced) {
                due += FRAME_NANOS;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
        return answer();
    }

    /** Twenty milliseconds; silence behind the end. */
    private void send(short[] samples, int from) {
        ByteBuffer frame = ByteBuffer.allocate(2 * FRAME_SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = from; i < Math.min(samples.length, from + FRAME_SAMPLES); i++) {
            frame.putShort(samples[i]);
        }
        SendStatus status = session.sendAudio(frame.rewind());
        if (status != SendStatus.ACCEPTED) {
            throw new IllegalStateException("a frame of the caller's was not taken: " + status);
        }
        sent.addAndGet(FRAME_MILLIS);
    }

    private String answer() {
        return await(answers, "an answer");
    }

    private <T> T await(BlockingQueue<T> queue, String what) {
        try {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException(
                        "no " + what + " in time; complaints: " + complaints + ", story: " + story);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void interrupt(String message) {
        moments.clear();
        session.sendMessage(message);
        awaitMoment(SessionEvent.AudioStarted.class);
        session.interrupt();
        awaitMoment(SessionEvent.AudioInterrupted.class);
        awaitMoment(SessionEvent.AgentEnded.class);
    }

    private void awaitMoment(Class<? extends SessionEvent> kind) {
        while (!kind.isInstance(await(moments, kind.getSimpleName()))) {
            // another moment came first
        }
    }

    @Override
    public List<String> tools() {
        return List.copyOf(tools);
    }

    @Override
    public long millisHeard() {
        return micros.get() / 1_000;
    }

    @Override
    public long millisLoud() {
        return loud.get() / 1_000;
    }

    private static boolean isLoud(ByteBuffer pcm) {
        while (pcm.remaining() >= 2) {
            if (Math.abs(pcm.getShort()) > LOUD) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long millisSent() {
        return sent.get();
    }

    @Override
    public long millisLost() {
        return lost.get()
                + session.counters().callerBytesDropped() / (2L * FRAME_SAMPLES / FRAME_MILLIS);
    }

    @Override
    public List<String> providers() {
        return List.copyOf(providers);
    }

    @Override
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public List<String> tripped() {
        return List.copyOf(tripped);
    }

    @Override
    public String over() {
        return over;
    }

    @Override
    public void close() {
        session.close();
    }
}
