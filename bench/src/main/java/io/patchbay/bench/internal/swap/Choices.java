package io.patchbay.bench.internal.swap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What is exchanged next, and how: at random, each of it again and again. Where calls have a line
 * of their own kind, each way in turn, so that a short run has them all.
 */
final class Choices {

    private static final int BESIDE_PERCENT = 40;

    /** What happens to lines first, then the moments of calls. */
    private static final Set<How> OF_LINES =
            EnumSet.of(
                    How.BESIDE,
                    How.ROLLED_BACK,
                    How.IN_PLACE,
                    How.NEXT,
                    How.CUT,
                    How.RELAY,
                    How.KILLED,
                    How.ANOTHER);

    private final List<Family> lines;
    private final List<Family> parts;
    private final Random random;
    private final SwapPlan plan;
    private final Deque<How> deck = new ArrayDeque<>();

    Choices(SwapPlan plan, List<Family> families, Random random) {
        this.random = random;
        this.plan = plan;
        List<Family> chosen =
                families.stream().filter(one -> plan.kinds().contains(one.kind())).toList();
        this.lines = chosen.stream().filter(Family::carriesLines).toList();
        this.parts = chosen.stream().filter(one -> !one.carriesLines()).toList();
    }

    /** A third of all are of what lines are made of. */
    Family family() {
        List<Family> some = parts.isEmpty() || random.nextInt(3) == 0 ? lines : parts;
        if (some.isEmpty()) {
            some = parts;
        }
        return some.get(random.nextInt(some.size()));
    }

    How how(Family family) {
        if (plan.line() != SwapPlan.Line.WEBSOCKET && family.carriesLines()) {
            if (deck.isEmpty()) {
                List<How> all = possible(family);
                Collections.shuffle(all, random);
                all.sort(Comparator.comparing(how -> !OF_LINES.contains(how)));
                deck.addAll(all);
            }
            return deck.remove();
        }
        if (random.nextInt(100) < BESIDE_PERCENT) {
            return How.BESIDE;
        }
        List<How> others = possible(family);
        others.remove(How.BESIDE);
        return others.get(random.nextInt(others.size()));
    }

    private List<How> possible(Family family) {
        List<How> all = new ArrayList<>(List.of(How.values()));
        if (!plan.relayed() || !family.carriesLines()) {
            all.remove(How.RELAY);
        }
        if (!family.canFail()) {
            all.remove(How.ROLLED_BACK);
        }
        if (!family.carriesLines()) {
            all.removeIf(How::forLines);
        }
        return all;
    }
}
