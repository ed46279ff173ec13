/** Links: the calls to an engine, the sound and the text on their way. */
@org.jspecify.annotations.NullMarked
package io.patchbay.rtc.internal;
