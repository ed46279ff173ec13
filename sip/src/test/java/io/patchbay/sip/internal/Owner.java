package io.patchbay.sip.internal;

import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Whoever has a call in a test, and what he hears of it. */
class Owner implements SipCall.Listener {

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final CompletableFuture<SipEnd> end = new CompletableFuture<>();

    @Override
    public void onRinging() {
        heard.add("ringing");
    }

    @Override
    public void onAnswered() {
        heard.add("answered");
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        // tests with sound count their own
    }

    @Override
    public void onDtmf(char key) {
        heard.add("key " + key);
    }

    @Override
    public void onHold(boolean on) {
        heard.add(on ? "hold" : "resume");
    }

    @Override
    public void onEnded(SipEnd why) {
        if (!end.complete(why)) {
            heard.add("ended twice");
        }
    }

    String next() throws InterruptedException {
        String next = heard.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was heard");
        }
        return next;
    }

    SipEnd ended() throws Exception {
        return end.get(60, TimeUnit.SECONDS);
    }
}
