/** Fetches as somebody else would write them. */
@NullMarked
package com.example.ownclient;

import org.jspecify.annotations.NullMarked;
