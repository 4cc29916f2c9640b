# f(float64[::1])
def f(arr):
    total = 0.0
    for i in range(len(arr)):
        total += arr[i] * arr[i]
    return total
