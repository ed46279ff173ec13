package io.patchbay.bench.internal.rtc;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.floor.BarePeer;
import io.patchbay.bench.internal.floor.BarePusher;
import io.patchbay.rtc.RtcEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Peers of the engine and nothing else. */
final class BareCrowd implements Crowd {

    private static final int RTP_RATE = 48_000;

    private final URI base;
    private final RtcEngine engine;
    private final HttpClient http = HttpClient.newHttpClient();
    private final BarePusher pusher = new BarePusher();
    private final List<BarePeer> peers = new ArrayList<>();
    private final List<Clearness> ears = new ArrayList<>();

    BareCrowd(URI base, RtcEngine engine) {
        this.base = base;
        this.engine = engine;
    }

    @Override
    public void connect(int count, int seconds) {
        for (int i = 0; i < count; i++) {
            Clearness ear = new Clearness(RTP_RATE);
            ears.add(ear);
            BarePeer peer = new BarePeer(engine, ear::hear, text -> {});
            peers.add(peer);
            peer.accept(post("/bare-" + i + "/v1/realtime/calls", peer.offer()));
            peer.ready();
        }
        byte[] talk = SessionCrowd.talk(seconds).getBytes(StandardCharsets.UTF_8);
        peers.forEach(peer -> peer.send(ByteBuffer.wrap(talk)));
        ByteBuffer tone = ConnectStep.tone();
        pusher.add(() -> peers.forEach(peer -> peer.push(tone.duplicate())));
    }

    private String post(String path, String offer) {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("content-type", "application/sdp")
                        .POST(HttpRequest.BodyPublishers.ofString(offer))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 201) {
                throw new BenchException("the far end says " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new BenchException("the far end cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public double takeClear() {
        return ears.stream().mapToDouble(Clearness::take).average().orElse(0);
    }

    @Override
    public void close() {
        pusher.close();
        peers.forEach(BarePeer::close);
    }
}
