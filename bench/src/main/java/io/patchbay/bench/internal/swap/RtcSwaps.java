package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.bench.internal.rtc.Process;
import io.patchbay.bench.internal.swap.RtcSwapPlan.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Exchanges what carries sound over WebRTC. Lines move to WebSocket and back; the transport and the
 * door for pages are updated again and again (RULES 27), and the native library stays as it is.
 */
final class RtcSwaps implements ToneSwaps<Way> {

    /** What stays as it is. */
    static final List<String> HOMES = List.of("io.patchbay.rtc", "io.patchbay.lib.webrtc");

    /** So many answers show that a call goes on. */
    private static final int TURNS = 2;

    private final RtcSwapPlan plan;
    private final ToneStage stage;
    private final RtcCalls calls;
    private final Faults faults;
    private final List<Family> families = new ArrayList<>();
    private final Family line;
    private final RtcDoor pages;
    private final ToneDoors doors;
    private int copies;

    RtcSwaps(RtcSwapPlan plan, ToneStage stage) throws IOException {
        this.plan = plan;
        this.stage = stage;
        this.calls = stage.calls();
        this.faults = stage.faults();
        this.line = stage.built(PlugKind.TRANSPORT, "transport.webrtc");
        Family door = stage.built(PlugKind.CALLER_LEG, "transport.browser");
        families.add(line);
        families.add(stage.built(PlugKind.TRANSPORT, "transport.websocket"));
        families.add(stage.built(PlugKind.PROVIDER, "provider.openai"));
        if (plan.callers() > 0) {
            families.add(door);
        }
        this.pages = RtcDoor.configure(stage.container());
        this.doors = new ToneDoors(calls, door, pages, faults, TURNS);
    }

    @Override
    public List<Family> families() {
        return List.copyOf(families);
    }

    @Override
    public void begin() throws InterruptedException {
        pages.serve(stage.container().context(), calls);
        calls.open(plan.sessions());
        if (plan.callers() > 0) {
            Container.await("the door for pages", () -> pages.leads(() -> true));
        }
        pages.call(calls, plan.callers());
        copies = Process.nativeCopies();
    }

    @Override
    public Collection<RtcCalls.One> under(Way way) {
        return way.kind() == PlugKind.CALLER_LEG ? calls.pages() : calls.lines();
    }

    @Override
    public double exchange(Way way) throws BundleException, InterruptedException {
        Collection<RtcCalls.One> some = under(way);
        long begun = System.nanoTime();
        double took =
                switch (way) {
                    case TO_SOCKET -> {
                        calls.move(some, one -> calls.socket(one.name()));
                        yield ToneSwapRun.since(begun);
                    }
                    case TO_WEBRTC -> {
                        calls.move(some, one -> calls.webRtc(one.name()));
                        yield ToneSwapRun.since(begun);
                    }
                    case LINE_BESIDE -> beside(begun);
                    case LINE_IN_PLACE -> inPlace(some, begun);
                    case CUT -> {
                        some.forEach(one -> one.call().cut());
                        yield ToneSwapRun.since(begun);
                    }
                    case DOOR_BESIDE -> doors.beside(some);
                    case DOOR_IN_PLACE -> doors.inPlace(some);
                };
        if (way.kind() != PlugKind.CALLER_LEG) {
            talks(some, way != Way.TO_SOCKET);
        }
        return took;
    }

    private void talks(Collection<RtcCalls.One> some, boolean media) {
        if (!calls.talk(some, TURNS)) {
            faults.add("not everybody is answered afterwards: " + RtcCalls.standing(some));
        }
        List<String> elsewhere =
                some.stream()
                        .filter(one -> one.call().overMedia() != media)
                        .map(RtcCalls.One::name)
                        .toList();
        if (!elsewhere.isEmpty()) {
            faults.add(elsewhere + " do not speak over " + (media ? "WebRTC" : "WebSocket"));
        }
    }

    private double beside(long begun) throws BundleException {
        Bundle old = line.current();
        line.install();
        if (!Container.happens(line::tookOver)) {
            faults.add("the newer transport does not take over: " + line.standing());
        }
        double took = ToneSwapRun.since(begun);
        line.remove(old);
        return took;
    }

    /** Those who know another choice take it, and are brought home. */
    private double inPlace(Collection<RtcCalls.One> some, long begun) throws BundleException {
        line.update();
        if (!Container.happens(line::bound)
                || !Container.happens(
                        () -> some.stream().allMatch(one -> one.caller().connected()))) {
            faults.add("not all are connected after the update: " + RtcCalls.standing(some));
        }
        double took = ToneSwapRun.since(begun);
        if (!calls.talk(some, 1)) {
            faults.add("not everybody is answered after the update: " + RtcCalls.standing(some));
        }
        List<RtcCalls.One> away = some.stream().filter(one -> !one.call().overMedia()).toList();
        calls.move(away, one -> calls.webRtc(one.name()));
        return took;
    }

    @Override
    public void judge(SwapResults results) {
        results.verdict(
                "no more copies of the native library",
                copies != 0 && Process.nativeCopies() == copies,
                copies + " at the beginning, " + Process.nativeCopies() + " at the end");
    }

    @Override
    public void close() {
        pages.close();
    }
}
