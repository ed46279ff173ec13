package io.patchbay.console.internal.talk;

import io.patchbay.api.session.SessionOptions;

/**
 * What somebody chose to talk to.
 *
 * @param options with which the session is opened
 * @param record whether it is to be recorded
 */
record Wish(SessionOptions options, boolean record) {}
