package io.patchbay.runtime.internal.tool;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.session.Call;
import io.patchbay.api.session.DigitRequest;
import io.patchbay.api.session.Digits;
import io.patchbay.api.tool.CancellationToken;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.runtime.internal.session.LiveCall;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The caller's call in the hands of one tool call: what it collects ends with it. Any thread. */
final class CallOfTool implements Call {
    private final LiveCall call;
    private final CancellationToken token;

    CallOfTool(LiveCall call, CancellationToken token) {
        this.call = call;
        this.token = token;
    }

    @Override
    public String kind() {
        return call.kind();
    }

    @Override
    public Map<String, String> metadata() {
        return call.metadata();
    }

    @Override
    public Map<Verb, String> rejected() {
        return call.rejected();
    }

    @Override
    public CompletionStage<TransferResult> transfer(URI target, Duration limit) {
        return call.transfer(target, limit);
    }

    @Override
    public CompletionStage<Void> hangUp(String reason) {
        return call.hangUp(reason);
    }

    @Override
    public CompletionStage<Void> sendDigits(String keys) {
        return call.sendDigits(keys);
    }

    @Override
    public CompletionStage<Digits> collectDigits(DigitRequest request) {
        return call.collectDigits(request, token);
    }

    @Override
    public CompletionStage<Void> hold(AudioClip music) {
        return call.hold(music);
    }

    @Override
    public CompletionStage<Void> hold() {
        return call.hold();
    }

    @Override
    public CompletionStage<Void> resume() {
        return call.resume();
    }
}
