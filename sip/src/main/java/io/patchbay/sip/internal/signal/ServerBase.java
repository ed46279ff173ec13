package io.patchbay.sip.internal.signal;

import io.patchbay.api.session.SerialLoop.Timer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What both kinds of server transactions have in common. */
abstract class ServerBase implements ServerTransaction {

    final TransactionLayer layer;
    final Key key;
    private final SipRequest request;
    private final Hop from;
    private final Hop back;
    private final Hop otherwise;
    private @Nullable String tag;
    private byte @Nullable [] last;
    private @Nullable Timer timer;
    private boolean over;
    private final int weight;

    ServerBase(TransactionLayer layer, Key key, SipRequest request, Hop from) {
        this.layer = layer;
        this.key = key;
        this.request = request;
        this.from = from;
        this.weight = request.weight();
        this.back = layer.back(request, from);
        this.otherwise = layer.otherwise(request, from);
    }

    /** The tag of the answers that were given, or null. */
    final @Nullable String tag() {
        return tag;
    }

    /** About the bytes of memory that its request takes. */
    final int weight() {
        return weight;
    }

    @Override
    public final SipRequest request() {
        return request;
    }

    @Override
    public final Hop from() {
        return from;
    }

    @Override
    public final void respond(int status) {
        respond(request.answer(status).build());
    }

    @Override
    public final void respond(SipResponse answer) {
        Objects.requireNonNull(answer, "answer");
        if (!over && takes(answer)) {
            byte[] bytes = complete(answer).toBytes();
            last = bytes;
            layer.wire().answer(bytes, back, otherwise);
            sent(answer, bytes);
        }
    }

    /** Whether an answer may still be given. */
    abstract boolean takes(SipResponse answer);

    /** An answer has gone out. */
    abstract void sent(SipResponse answer, byte[] bytes);

    /** The same request has come again. */
    void repeated() {
        again();
    }

    /** Sends the last answer again, if there was one. */
    final void again() {
        byte[] bytes = last;
        if (bytes != null && !over) {
            layer.wire().answer(bytes, back, otherwise);
        }
    }

    private SipResponse complete(SipResponse answer) {
        SipResponse.Builder complete = answer.change();
        SipResponse whole = request.answer(answer.status()).build();
        boolean changed = false;
        for (String name : new String[] {"CSeq", "Call-ID", "To", "From"}) {
            if (!complete.has(name)) {
                complete.prepend(name, Objects.requireNonNull(whole.header(name)));
                changed = true;
            }
        }
        if (!complete.has("Via")) {
            var vias = whole.headers().fields("Via");
            for (int i = vias.size() - 1; i >= 0; i--) {
                complete.prepend("Via", vias.get(i));
            }
            changed = true;
        }
        SipResponse told = changed ? complete.build() : answer;
        if (answer.status() > 100 && told.toTag() == null) {
            if (tag == null) {
                tag = layer.newTag();
            }
            return told.change().set("To", told.to().withTag(tag)).build();
        }
        tag = answer.status() > 100 ? told.toTag() : tag;
        return told;
    }

    /** Whether nothing more is to come. */
    final boolean isOver() {
        return over;
    }

    /** Takes the place of the timer that runs. */
    final void arm(Duration time, Runnable task) {
        disarm();
        timer = layer.loop().schedule(task, time);
    }

    final void disarm() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Ends it; what comes late is met by what is left. Whoever holds the object may let it go. */
    final void end(boolean briefly) {
        end(new Remains.Rest(null, back, otherwise, Key.ofMerged(request)), briefly);
    }

    /** Ends it; over datagrams the answer is given again to whoever asks again (timer J). */
    final void endAnswered() {
        end(
                reliable() ? null : new Remains.Rest(last, back, otherwise, Key.ofMerged(request)),
                false);
    }

    private void end(Remains.@Nullable Rest rest, boolean briefly) {
        if (!over) {
            over = true;
            disarm();
            last = null;
            layer.ended(this, rest, briefly);
        }
    }

    /** Whether the transport repeats what gets lost. */
    final boolean reliable() {
        return from.carrier() != io.patchbay.sip.SipSettings.Carrier.UDP;
    }
}
