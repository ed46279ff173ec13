package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.RealtimeSession.Subscription;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionCall;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionListener.Interest;
import io.patchbay.api.transport.TransportEvent;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Those who listen to a session: inline on the loop, or through a mailbox each. Nobody of them can
 * hurt the session or another one. What nobody wants is not made; an audio frame for inline
 * listeners costs no allocation and no lock.
 */
final class Audience {
    /** What the session hears about its listeners. From any thread. */
    interface Troubles {
        /** A listener threw; {@code thrown} is its class. */
        void threw(String thrown, boolean onError);

        /** Something for a listener was dropped. On the loop. */
        void dropped();

        /** A listener fell behind. On the loop. */
        void behind();
    }

    private static final Seat[] NOBODY = {};

    private static final AtomicReferenceFieldUpdater<Audience, Seat[]> SEATS =
            AtomicReferenceFieldUpdater.newUpdater(Audience.class, Seat[].class, "seats");

    private volatile Seat[] seats = NOBODY;
    private final Executor workers;
    private final SerialLoop loop;
    private final int backlog;
    private final Troubles troubles;
    private volatile int wanted;

    Audience(Executor workers, SerialLoop loop, int backlog, Troubles troubles) {
        this.workers = workers;
        this.loop = loop;
        this.backlog = backlog;
        this.troubles = troubles;
    }

    /** Somebody listens from now on. Any thread. */
    Subscription add(SessionListener listener, boolean inline) {
        return add(listener, inline, null);
    }

    /**
     * Somebody listens from now on. Any thread.
     *
     * @param first runs where the listener is called, before anything is told to it
     */
    Subscription add(SessionListener listener, boolean inline, @Nullable Runnable first) {
        Seat seat = seat(listener, inline, false, first);
        return () -> {
            seat.left = true;
            leave(seat);
        };
    }

    /**
     * Somebody listens off the loop from now on, and is told after those of {@link #add}. Any
     * thread.
     *
     * @return ends it: nothing more is told, but what waits already is heard
     */
    Runnable seat(SessionListener listener) {
        Seat seat = seat(listener, false, true, null);
        return () -> leave(seat);
    }

    private Seat seat(
            SessionListener listener, boolean inline, boolean behind, @Nullable Runnable first) {
        Set<Interest> interests = listener.interests();
        Seat seat = new Seat(listener, interests, inline, behind);
        if (first != null) {
            seat.tell(first);
        }
        SEATS.updateAndGet(
                this,
                before -> {
                    int at = before.length;
                    while (!behind && at > 0 && before[at - 1].behind) {
                        at--;
                    }
                    Seat[] after = Arrays.copyOf(before, before.length + 1);
                    System.arraycopy(before, at, after, at + 1, before.length - at);
                    after[at] = seat;
                    return after;
                });
        count();
        return seat;
    }

    private void leave(Seat seat) {
        SEATS.updateAndGet(
                this,
                before ->
                        Arrays.stream(before).filter(other -> other != seat).toArray(Seat[]::new));
        count();
    }

    private void count() {
        int all;
        Seat[] counted;
        do {
            counted = seats;
            all = 0;
            for (Seat seat : counted) {
                all |= seat.wants;
            }
            wanted = all;
        } while (counted != seats);
    }

    /** What waits for those off the loop. Any thread. */
    int waiting() {
        int waiting = 0;
        for (Seat seat : seats) {
            waiting += seat.mailbox == null ? 0 : seat.mailbox.size();
        }
        return waiting;
    }

    boolean wants(Interest interest) {
        return (wanted & bit(interest)) != 0;
    }

    private static int bit(Interest interest) {
        return 1 << interest.ordinal();
    }

    void call(SessionCall call) {
        for (Seat seat : seats) {
            if ((seat.wants & bit(Interest.CALLS)) != 0) {
                seat.tell(call);
            }
        }
    }

    void event(SessionEvent event) {
        for (Seat seat : seats) {
            if ((seat.wants & bit(Interest.EVENTS)) != 0) {
                seat.tell(event);
            }
        }
    }

    void audio(AudioChunk chunk) {
        RetainedChunk copy = null;
        for (Seat seat : seats) {
            if ((seat.wants & bit(Interest.AUDIO)) == 0) {
                continue;
            }
            if (seat.mailbox == null) {
                seat.hear(chunk);
            } else {
                copy = copy == null ? RetainedChunk.of(chunk) : copy;
                seat.tell(copy);
            }
        }
    }

    /** A caller's sound; the chunk is valid during the call. */
    void callerAudio(AudioChunk chunk) {
        CallerSound copy = null;
        for (Seat seat : seats) {
            if ((seat.wants & bit(Interest.CALLER_AUDIO)) == 0) {
                continue;
            }
            if (seat.mailbox == null) {
                seat.hearCaller(chunk);
            } else {
                copy = copy == null ? new CallerSound(RetainedChunk.of(chunk)) : copy;
                seat.tell(copy);
            }
        }
    }

    /** A copy of a caller's sound in a mailbox, where the model's would look the same. */
    private record CallerSound(AudioChunk chunk) {}

    void transport(TransportEvent event) {
        Interest kind = isRaw(event) ? Interest.RAW : Interest.TRANSPORT;
        for (Seat seat : seats) {
            if ((seat.wants & bit(kind)) != 0) {
                seat.tell(event);
            }
        }
    }

    /** Whether an event shows the wire, whichever way the message went. */
    static boolean isRaw(TransportEvent event) {
        return event instanceof TransportEvent.Raw || event instanceof TransportEvent.RawSent;
    }

    /** One who listens. */
    private final class Seat {
        private final SessionListener listener;
        private final int wants;
        private final @Nullable Mailbox<Object> mailbox;
        private final boolean behind;
        private volatile boolean left;

        Seat(SessionListener listener, Set<Interest> interests, boolean inline, boolean behind) {
            this.listener = listener;
            this.behind = behind;
            int bits = 0;
            for (Interest interest : interests) {
                bits |= bit(interest);
            }
            this.wants = bits;
            this.mailbox =
                    inline
                            ? null
                            : new Mailbox<>(
                                    workers, loop, backlog, this::deliver, troubles::dropped);
        }

        void tell(Object what) {
            Mailbox<Object> box = mailbox;
            if (box == null) {
                deliver(what);
            } else if (box.offer(what)) {
                troubles.behind();
            }
        }

        void hear(AudioChunk chunk) {
            if (left) {
                return;
            }
            try {
                listener.onAudio(chunk);
            } catch (Throwable e) {
                threw(e, false);
            }
        }

        void hearCaller(AudioChunk chunk) {
            if (left) {
                return;
            }
            try {
                listener.onCallerAudio(chunk);
            } catch (Throwable e) {
                threw(e, false);
            }
        }

        private void deliver(Object what) {
            if (left) {
                return;
            }
            try {
                if (what instanceof SessionEvent event) {
                    listener.onEvent(event);
                } else if (what instanceof AudioChunk chunk) {
                    listener.onAudio(chunk);
                } else if (what instanceof SessionCall call) {
                    listener.onCall(call);
                } else if (what instanceof CallerSound caller) {
                    listener.onCallerAudio(caller.chunk());
                } else if (what instanceof Runnable first) {
                    first.run();
                } else {
                    listener.onTransportEvent((TransportEvent) what);
                }
            } catch (Throwable e) {
                threw(e, what instanceof SessionEvent.Error);
            }
        }

        private void threw(Throwable e, boolean onError) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal; // the machine's trouble; a listener without an end is its own
            }
            troubles.threw(e.getClass().getName(), onError);
        }
    }
}
