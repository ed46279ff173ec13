package io.patchbay.itest.architecture;

/** Something public, for rules to look at. */
public final class FixtureTarget {
    int seen;
}
