package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.bench.internal.swap.SipSwapPlan.Way;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Exchanges plugs of every kind under calls that come by telephone. Live calls stay with the
 * version of the telephones' plug that they came through until they end (RULES 27): signalling and
 * sound are at home in {@code sip}, which is not exchanged.
 */
final class SipSwaps implements ToneSwaps<Way> {

    /** What stays as it is. */
    static final List<String> HOMES = List.of("io.patchbay.sip");

    private final SipSwapPlan plan;
    private final ToneStage stage;
    private final Map<PlugKind, List<Family>> families = new EnumMap<>(PlugKind.class);
    private final SipEntrance entrance;
    private final ToneDoors doors;

    SipSwaps(SipSwapPlan plan, ToneStage stage) throws IOException {
        this.plan = plan;
        this.stage = stage;
        PlugJars jars = new PlugJars(stage.container());
        Family door = stage.built(PlugKind.CALLER_LEG, "transport.sip");
        families.put(PlugKind.CALLER_LEG, List.of(door));
        for (PlugKind kind : EnumSet.complementOf(EnumSet.of(PlugKind.CALLER_LEG))) {
            families.put(kind, jars.of(kind).stream().map(jar -> stage.family(kind, jar)).toList());
        }
        this.entrance = SipEntrance.configure(stage.container());
        this.doors = new ToneDoors(stage.calls(), door, entrance, stage.faults(), plan.turns());
    }

    @Override
    public List<Family> families() {
        return families.values().stream().flatMap(Collection::stream).toList();
    }

    @Override
    public void begin() {
        entrance.serve(stage.container().context(), stage.calls());
        Container.await("the telephones' door", () -> entrance.leads(() -> true));
        entrance.call(stage.calls(), plan.calls());
    }

    @Override
    public Collection<RtcCalls.One> under(Way way) {
        return stage.calls().pages();
    }

    @Override
    public double exchange(Way way) throws BundleException, InterruptedException {
        Collection<RtcCalls.One> live = under(way);
        long begun = System.nanoTime();
        return switch (way) {
            case DOOR_BESIDE -> doors.beside(live);
            case DOOR_IN_PLACE -> doors.inPlace(live);
            case LINE_IN_PLACE -> {
                Family line = of(PlugKind.TRANSPORT).get(0);
                line.update();
                if (!Container.happens(line::bound)) {
                    stage.faults().add("the transport does not come back: " + line.standing());
                }
                double took = ToneSwapRun.since(begun);
                talk(live);
                yield took;
            }
            case CUT -> {
                live.forEach(one -> one.call().cut());
                double took = ToneSwapRun.since(begun);
                talk(live);
                yield took;
            }
            case LINE_BESIDE, PROVIDER_BESIDE, TOOL_BESIDE, GUARDRAIL_BESIDE, AGENT_BESIDE ->
                    beside(of(Objects.requireNonNull(way.kind())), live);
        };
    }

    private List<Family> of(PlugKind kind) {
        return families.getOrDefault(kind, List.of());
    }

    private void talk(Collection<RtcCalls.One> some) {
        if (!stage.calls().talk(some, plan.turns())) {
            stage.faults().add("not everybody is answered afterwards: " + RtcCalls.standing(some));
        }
    }

    private double beside(List<Family> all, Collection<RtcCalls.One> live) throws BundleException {
        long begun = System.nanoTime();
        for (Family family : all) {
            Bundle old = family.current();
            family.install();
            if (!Container.happens(family::tookOver)) {
                stage.faults().add(family.name() + " does not take over: " + family.standing());
            }
            family.remove(old);
        }
        double took = ToneSwapRun.since(begun);
        talk(live);
        return took;
    }

    @Override
    public void judge(SwapResults results) {
        stage.calls().tally().toolsInto(results);
    }

    @Override
    public void close() {
        entrance.close();
    }
}
